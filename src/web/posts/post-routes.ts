import { requires, route } from '../route-table.ts';
import type { Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { saveComposed, showEditPost, showNewPost } from './compose-handlers.ts';
import { readPictures } from './compose-upload.ts';
import { movePost, showPost, showPosts, showRecord } from './post-handlers.ts';

export function postRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.posts(), requires('post.read'), showPosts(deps)),
    route('post', urls.posts(), requires('post.write'), saveComposed(deps, 'new'), [readPictures]),
    route('get', urls.newPost(), requires('post.write'), showNewPost(deps)),
    route('get', urls.post(':id'), requires('post.read'), showPost(deps)),
    route('get', urls.editPost(':id'), requires('post.write'), showEditPost(deps)),
    route('post', urls.revisions(':id'), requires('post.write'), saveComposed(deps, 'edit'), [
      readPictures,
    ]),
    route('post', urls.submission(':id'), requires('post.submit'), movePost(deps, 'submission')),
    route('post', urls.withdrawal(':id'), requires('post.withdraw'), movePost(deps, 'withdrawal')),
    route('post', urls.dropped(':id'), requires('post.drop'), movePost(deps, 'drop')),
    route('get', urls.postRecord(':id'), requires('post.read'), showRecord(deps)),
  ];
}
