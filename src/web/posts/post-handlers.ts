import type { Request, Response } from 'express';
import { dropPost, restorePost } from '../../actions/posts/drop-post.ts';
import { listPosts } from '../../actions/posts/list-posts.ts';
import type { PostsFilter } from '../../actions/posts/list-posts.ts';
import { loadPostPage } from '../../actions/posts/load-post-page.ts';
import { loadPostRecord } from '../../actions/posts/load-post-record.ts';
import { submitPost } from '../../actions/posts/submit-post.ts';
import { withdrawPost } from '../../actions/posts/withdraw-post.ts';
import type { Actor } from '../../domain/people/person.ts';
import { postStates, topics } from '../../domain/posts/post.ts';
import type { ContentProblem } from '../../domain/posts/readiness.ts';
import { z } from 'zod';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formText, idParam, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { postPage } from './post-page.ts';
import { postsPage } from './posts-page.ts';
import { problemSentence } from './problem-sentence.ts';
import { recordPage } from './record-page.ts';

/** A filter typed into the address by hand counts as none when it is no such value. */
const filterSchema = z.object({
  search: z.string(),
  state: z.enum(postStates).nullable().catch(null),
  topic: z.enum(topics).nullable().catch(null),
  unitId: z.string().min(1).max(64).nullable().catch(null),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

export function showPosts(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const filter: PostsFilter = filterSchema.parse({
      search: queryText(req, 'q'),
      state: queryText(req, 'state'),
      topic: queryText(req, 'topic'),
      unitId: queryText(req, 'unit'),
      page: queryText(req, 'page'),
    });
    const found = await listPosts(deps.actions, { actor: page.actor, filter });
    await renderPage(res, 'posts/list', {
      title: page.t('posts.title'),
      page: postsPage(found, filter, page),
      current: 'posts',
    });
  };
}

export function showPost(deps: WebDeps): Handler {
  return (req, res, page) => renderPost(deps, req, res, page, null);
}

export function showRecord(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const record = await loadPostRecord(deps.actions, { postId: idParam(req), actor: page.actor });
    if (record === null) throw notFound('post');
    await renderPage(res, 'posts/record', {
      title: page.t('posts.record.title'),
      page: recordPage(record, page, deps.actions.catalogue),
      current: 'posts',
      scripts: ['print-record.js'],
    });
  };
}

type Transition = (
  ctx: WebDeps['actions'],
  request: { postId: string; actor: Actor; revision: number },
) => Promise<
  | { ok: true }
  | {
      ok: false;
      reason: string;
      problems?: ContentProblem[];
      parameters?: Record<string, string | number>;
    }
>;

const transitions = {
  submission: submitPost,
  withdrawal: withdrawPost,
  drop: dropPost,
  restoration: restorePost,
} satisfies Record<string, Transition>;

/** One step of a post; a refusal shows the post again with the reason in words. */
export function movePost(
  deps: WebDeps,
  name: Exclude<keyof typeof transitions, 'restoration'>,
): Handler {
  return async (req, res, page) => {
    const postId = idParam(req);
    const undo = name === 'drop' && formText(req, 'undo') !== '';
    const step = undo ? 'restoration' : name;
    const revision = z.coerce.number().int().min(1).parse(formText(req, 'revision'));
    const move: Transition = transitions[step];
    const outcome = await move(deps.actions, { postId, actor: page.actor, revision });
    if (outcome.ok) {
      setFlash(req, 'good', `posts.flash.${step}`);
      res.redirect(303, urls.post(postId));
      return;
    }
    if (outcome.reason === 'not-found') throw notFound('post');
    if (outcome.reason === 'forbidden') throw new HttpError(403, `${step} of a post`);
    await renderPost(deps, req, res, page, outcome);
  };
}

type Refusal = { reason: string; problems?: ContentProblem[] };

async function renderPost(
  deps: WebDeps,
  req: Request,
  res: Response,
  page: PageRequest,
  refusal: Refusal | null,
): Promise<void> {
  const facts = await loadPostPage(deps.actions, { postId: idParam(req), actor: page.actor });
  if (facts === null) throw notFound('post');
  const built = postPage(
    facts,
    {
      from: revisionNumber(queryText(req, 'from')),
      to: revisionNumber(queryText(req, 'to')),
      refusal:
        refusal === null
          ? null
          : {
              sentence: page.t(`posts.refused.${refusal.reason}`),
              problems: (refusal.problems ?? []).map((problem) =>
                problemSentence(
                  { key: `compose.problem.${problem.code}`, parameters: problem.parameters },
                  facts.channels,
                  page,
                ),
              ),
            },
    },
    { ...page, limits: deps.actions.limits, catalogue: deps.actions.catalogue },
  );
  await renderPage(res, 'posts/show', {
    title: built.title,
    page: built,
    current: 'posts',
    status: refusal === null ? 200 : refusal.reason === 'not-ready' ? 422 : 409,
  });
}

function revisionNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
}
