import type { Request, Response } from 'express';
import { answerLogin } from '../../actions/channels/answer-login.ts';
import { beginLogin } from '../../actions/channels/begin-login.ts';
import { chooseAccount, loadLogin } from '../../actions/channels/choose-account.ts';
import type { LoginOffer } from '../../actions/channels/choose-account.ts';
import { listUnitsForChannels } from '../../actions/channels/list-channels.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, formText, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { emptyFields, readChannelFields, statusOfProblem } from './channel-form.ts';
import type { ChannelFields } from './channel-form.ts';
import { choicePage, endingOf, endedPage, statusOfEnding } from './login-page.ts';
import type { ChoiceProblem, EndedLogin } from './login-page.ts';

/** A code of Facebook is a few hundred characters long. */
const LONGEST_ANSWER = 4_000;

declare module 'express-session' {
  interface SessionData {
    /** How the last login ended, for the page that says so. */
    endedLogin: EndedLogin;
  }
}

/** Connecting channels through the platforms' own login pages. */
export function loginRoutes(deps: WebDeps): Route[] {
  const manage = requires('channel.manage');
  return [
    route('post', urls.channelLogins(), manage, begin(deps)),
    route('get', urls.channelLoginAnswer(':platform'), manage, takeAnswer(deps)),
    route('get', urls.endedChannelLogin(), manage, showEnded),
    route('get', urls.channelLogin(':id'), manage, showChoice(deps)),
    route('post', urls.channelLoginChoice(':id'), manage, choose(deps)),
  ];
}

/** The platforms that the desk has an app for. */
export function offeredLogins(deps: WebDeps): PlatformId[] {
  return platformIds.filter((platform) => deps.actions.logins[platform] !== null);
}

function begin(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const platform = platformOf(formText(req, 'platform'));
    const channelId = formText(req, 'channel');
    const begun = await beginLogin(deps.actions, {
      actor: page.actor,
      sessionId: req.sessionID,
      platform,
      channelId: channelId === '' ? null : channelId,
      redirectUri: returnAddress(deps, platform),
    });
    if (begun.ok) {
      res.redirect(303, begun.address);
      return;
    }
    if (begun.reason === 'forbidden') throw new HttpError(403, 'this channel may not be managed');
    end(req, res, { platform, channelId: channelId === '' ? null : channelId }, 'not-offered');
  };
}

function takeAnswer(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const platform = platformOf(req.params['platform']);
    const outcome = await answerLogin(deps.actions, {
      actor: page.actor,
      sessionId: req.sessionID,
      platform,
      redirectUri: returnAddress(deps, platform),
      brought: {
        state: answered(req, 'state') ?? '',
        code: answered(req, 'code'),
        // Facebook tells faults of the app's settings by number alone.
        error: shortCode(answered(req, 'error') ?? answered(req, 'error_code')),
      },
    });
    if (!outcome.ok) {
      end(req, res, { platform, channelId: outcome.channelId }, outcome.reason, outcome.parameters);
    } else if (outcome.kind === 'choose') {
      res.redirect(303, urls.channelLogin(outcome.loginId));
    } else {
      setFlash(req, 'good', 'channels.login.connected', { name: outcome.channel.name });
      res.redirect(303, urls.channel(outcome.channel.id));
    }
  };
}

/** The outcome is shown on an address without the answer, so that no page or history carries it. */
function end(
  req: Request,
  res: Response,
  login: Pick<EndedLogin, 'platform' | 'channelId'>,
  reason: string,
  parameters: Record<string, string | number> = {},
): void {
  req.session.endedLogin = { ...login, ending: endingOf(reason), parameters };
  res.redirect(303, urls.endedChannelLogin());
}

const showEnded: Handler = async (req, res, page) => {
  const ended = req.session.endedLogin;
  if (ended === undefined) {
    res.redirect(303, urls.channels());
    return;
  }
  await renderPage(res, 'channels/login-ended', {
    title: page.t('channels.login.ended.title'),
    page: endedPage(ended),
    current: 'channels',
    status: statusOfEnding(ended.ending),
  });
};

function showChoice(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const offer = await findOffer(deps, req, res, page);
    if (offer !== null) await sendChoice(deps, res, page, offer, emptyFields, null);
  };
}

function choose(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const offer = await findOffer(deps, req, res, page);
    if (offer === null) return;
    const fields = readChannelFields(formFields(req));
    if (fields.unitId === '') {
      return sendChoice(deps, res, page, offer, fields, {
        problem: 'unit-unknown',
        parameters: {},
      });
    }
    const { name, language, unitId, accountId } = fields;
    const result = await chooseAccount(deps.actions, {
      actor: page.actor,
      sessionId: req.sessionID,
      loginId: offer.id,
      accountId,
      channel: { name, language, unitId },
    });
    if (!result.ok) {
      const refusal = { problem: result.reason, parameters: result.parameters ?? {} };
      return sendChoice(deps, res, page, offer, fields, refusal);
    }
    setFlash(req, 'good', 'channels.added', { name: result.channel.name });
    res.redirect(303, urls.channel(result.channel.id));
  };
}

/** What a login offers, or null after the reader was told how it ended. */
async function findOffer(
  deps: WebDeps,
  req: Request,
  res: Response,
  page: PageRequest,
): Promise<LoginOffer | null> {
  const loginId = idParam(req);
  const asking = { actor: page.actor, sessionId: req.sessionID, loginId };
  const loaded = await loadLogin(deps.actions, asking);
  if (loaded.ok) return loaded.offer;
  if (loaded.reason === 'unknown' || loaded.reason === 'other-session') throw notFound('login');
  req.session.endedLogin = {
    platform: null,
    channelId: null,
    ending: endingOf(loaded.reason),
    parameters: {},
  };
  res.redirect(303, urls.endedChannelLogin());
  return null;
}

async function sendChoice(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  offer: LoginOffer,
  fields: ChannelFields,
  refusal: { problem: ChoiceProblem; parameters: Record<string, string | number> } | null,
): Promise<void> {
  const units = await listUnitsForChannels(deps.actions, page.actor);
  const problem = refusal?.problem ?? null;
  await renderPage(res, 'channels/choose', {
    title: page.t(`channels.login.choose.title.${offer.platform}`),
    page: choicePage(offer, fields, units, page.language, refusal),
    current: 'channels',
    status: problem === null ? 200 : statusOfChoice(problem),
  });
}

function statusOfChoice(problem: ChoiceProblem): number {
  return problem === 'forbidden' || problem === 'channel-taken' ? statusOfProblem(problem) : 422;
}

function platformOf(value: unknown): PlatformId {
  const platform = platformIds.find((id) => id === value);
  if (platform === undefined) throw notFound('platform');
  return platform;
}

function returnAddress(deps: WebDeps, platform: PlatformId): string {
  return deps.publicUrl + urls.channelLoginAnswer(platform);
}

function answered(req: Request, name: string): string | null {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, LONGEST_ANSWER) : null;
}

/** The platform's word for why there is no code; anything else that came is not repeated. */
function shortCode(error: string | null): string | null {
  return error !== null && /^[a-z0-9_]{1,60}$/.test(error) ? error : null;
}
