import { Router, urlencoded } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { practiceFacebookApp } from '../graph/authenticate.ts';
import { notFound } from '../pages/not-found.ts';
import { pagePolicy } from '../pages/security-headers.ts';
import type { PracticePlatform } from '../types.ts';
import type { World } from '../world.ts';
import { practiceXApp } from '../x/authenticate.ts';
import { consentPage, refusedConsentPage } from './consent-page.ts';
import { readConsentRequest } from './consent-request.ts';
import type { ConsentRequest } from './consent-request.ts';
import type { LoginBook } from './login-book.ts';

const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([]);
const formSchema = z.object({
  decision: z.enum(['allow', 'deny']).catch('deny'),
  account: texts,
  scope: texts,
  redirect_uri: z.string().catch(''),
  state: z.string().catch(''),
  asked: z.string().catch(''),
  code_challenge: z.string().catch(''),
});

/** The consent pages of both networks, at the addresses that the real ones have below their host. */
export function createLoginRoutes(world: World, book: LoginBook): Router {
  const router = Router();
  router.get('/facebook-login/:version/dialog/oauth', show(world, 'facebook'));
  router.get('/x-authorize/i/oauth2/authorize', show(world, 'x'));
  router.post(
    '/practice-consent/:platform',
    urlencoded({ extended: true, limit: '100kb' }),
    (request, response) => {
      decide(world, book, request, response);
    },
  );
  return router;
}

function show(world: World, platform: PracticePlatform): RequestHandler {
  return (request, response) => {
    const asked = readConsentRequest(world, platform, request.query);
    switch (asked.kind) {
      case 'refused':
        response.status(400).type('html').send(refusedConsentPage(platform, asked.fault));
        return;
      case 'sent-back':
        sendBack(response, asked.redirectUri, { error: asked.error, state: asked.state });
        return;
      case 'asked': {
        // Chromium holds the redirect after a form to the form's own policy.
        response.set(
          'content-security-policy',
          pagePolicy([new URL(asked.request.redirectUri).origin]),
        );
        const accounts = world.accounts().filter((account) => account.platform === platform);
        response.type('html').send(consentPage(asked.request, accounts));
      }
    }
  };
}

function decide(world: World, book: LoginBook, request: Request, response: Response): void {
  const platform = z.enum(['facebook', 'x']).safeParse(request.params['platform']).data;
  if (platform === undefined) {
    notFound(response, 'vi', '/');
    return;
  }
  const form = formSchema.parse(request.body ?? {});
  // The fields went through the browser, so they are judged again as if they were new.
  const asked = readConsentRequest(world, platform, {
    client_id: platform === 'facebook' ? practiceFacebookApp.id : practiceXApp.clientId,
    redirect_uri: form.redirect_uri,
    state: form.state,
    scope: form.asked,
    response_type: 'code',
    ...(form.code_challenge === ''
      ? {}
      : { code_challenge: form.code_challenge, code_challenge_method: 'S256' }),
  });
  if (asked.kind !== 'asked') {
    response.status(400).type('html').send(refusedConsentPage(platform, 'address-refused'));
    return;
  }
  const { redirectUri, state } = asked.request;
  if (form.decision === 'deny') {
    sendBack(response, redirectUri, { ...DENIED[platform], state });
    return;
  }
  const code = book.newCode(consentOf(world, asked.request, form));
  sendBack(response, redirectUri, { code, state }, platform === 'facebook' ? '_=_' : '');
}

const DENIED: Record<PracticePlatform, Record<string, string>> = {
  facebook: {
    error: 'access_denied',
    error_code: '200',
    error_description: 'Permissions error',
    error_reason: 'user_denied',
  },
  x: { error: 'access_denied' },
};

function consentOf(world: World, request: ConsentRequest, form: z.infer<typeof formSchema>) {
  const { platform, redirectUri, challenge } = request;
  return {
    platform,
    redirectUri,
    challenge,
    scopes: request.scopes.filter((scope) => form.scope.includes(scope)),
    accountIds: form.account.filter((id) => world.account(platform, id) !== null),
  };
}

/** Facebook ends its addresses with an empty-looking fragment; whoever reads them must not mind. */
function sendBack(
  response: Response,
  redirectUri: string,
  parameters: Record<string, string>,
  hash = '',
): void {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '') url.searchParams.set(name, value);
  }
  url.hash = hash;
  response.redirect(303, url.toString());
}
