import { join } from 'node:path';
import express, { Router } from 'express';
import type { Response } from 'express';
import { projectRoot } from '../../lib/project-root.ts';
import { pagePath } from '../paths.ts';
import type { Account, Post, PracticePlatform } from '../types.ts';
import type { World } from '../world.ts';
import { channelPage, isPublic, postPage } from './channel-page.ts';
import { indexPage } from './index-page.ts';
import { notFound } from './not-found.ts';
import { practiceCss } from './styles.ts';

const FONTS = join(projectRoot, 'node_modules', '@fontsource', 'be-vietnam-pro', 'files');

/** The pages that the public sees, with their pictures and style. */
export function createPublicRoutes(world: World): Router {
  const router = Router();

  router.get('/', (_request, response) => {
    response.type('html').send(indexPage(world));
  });
  router.get('/assets/practice.css', (_request, response) => {
    response.type('css').send(practiceCss);
  });
  router.use('/assets/fonts', express.static(FONTS, { maxAge: '1d', index: false }));

  router.get('/facebook/:accountId', (request, response) => {
    showChannel(response, world.account('facebook', request.params.accountId));
  });
  router.get('/facebook/:accountId/posts/:id', (request, response) => {
    const { accountId, id } = request.params;
    const whole = id.includes('_') ? id : `${accountId}_${id}`;
    showPost(response, world.account('facebook', accountId), world.post('facebook', whole));
  });
  router.get('/x/:handle', (request, response) => {
    showChannel(response, byHandle(request.params.handle));
  });
  router.get('/x/:handle/status/:id', (request, response) => {
    const post = world.post('x', request.params.id);
    // As on X itself, `i` stands for whoever wrote the post.
    const { handle } = request.params;
    const author = post === null ? null : world.account('x', post.accountId);
    showPost(response, handle === 'i' ? author : byHandle(handle), post);
  });
  router.get('/media/:platform/:id', (request, response) => {
    const { platform, id } = request.params;
    const medium =
      platform === 'facebook' || platform === 'x'
        ? world.medium(platform satisfies PracticePlatform, id)
        : null;
    if (medium === null || medium.sha256 === '') response.status(404).end();
    else response.type(medium.mimeType).send(world.readBytes(medium.sha256));
  });
  return router;

  function byHandle(handle: string): Account | null {
    return world.findAccount(
      (a) => a.platform === 'x' && a.handle.toLowerCase() === handle.toLowerCase(),
    );
  }

  function showChannel(response: Response, account: Account | null): void {
    if (account === null) notFound(response, 'vi', '/');
    else response.type('html').send(channelPage(world, account));
  }

  function showPost(response: Response, account: Account | null, post: Post | null): void {
    if (account === null || post === null || post.accountId !== account.accountId) {
      notFound(response, account?.language ?? 'vi', account === null ? '/' : pagePath(account));
    } else if (!isPublic(world, post)) {
      notFound(response, account.language, pagePath(account));
    } else {
      response.type('html').send(postPage(world, account, post));
    }
  }
}
