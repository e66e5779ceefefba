import type { Request, Response } from 'express';
import { addChannel, reconnectChannel } from '../../actions/channels/add-channel.ts';
import { disconnectChannel } from '../../actions/channels/disconnect-channel.ts';
import {
  listChannels,
  listUnitsForChannels,
  loadChannel,
} from '../../actions/channels/list-channels.ts';
import type { ListedChannel } from '../../actions/channels/list-channels.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, idParam } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { loginRoutes, offeredLogins } from './login-handlers.ts';
import {
  emptyFields,
  problemOf,
  readChannelFields,
  readKeys,
  statusOfProblem,
} from './channel-form.ts';
import type { ChannelFields } from './channel-form.ts';
import { channelPage, channelsPage, newChannelPage } from './channel-page.ts';
import type { KeysRefusal } from './channel-page.ts';
import { errorCataloguePage } from './error-catalogue-page.ts';

export function channelRoutes(deps: WebDeps): Route[] {
  return [
    route('get', urls.channels(), requires('channel.read'), showChannels(deps)),
    route('get', urls.newChannel(), requires('channel.manage'), showNewChannel(deps)),
    route('post', urls.channels(), requires('channel.manage'), registerChannel(deps)),
    ...loginRoutes(deps),
    route('get', urls.errorCatalogue(), requires('channel.manage'), showErrors(deps)),
    route('get', urls.channel(':id'), requires('channel.read'), showChannel(deps)),
    route('post', urls.channelConnection(':id'), requires('channel.manage'), connectAgain(deps)),
    route('post', urls.channelDisconnection(':id'), requires('channel.manage'), disconnect(deps)),
  ];
}

function showErrors(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const codes = await deps.actions.stores.unlistedCodes.listCodes();
    await renderPage(res, 'channels/errors', {
      title: page.t('catalogue.title'),
      page: errorCataloguePage(deps.actions.catalogue, codes, page.t),
      current: 'channels',
    });
  };
}

function showChannels(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const list = await listChannels(deps.actions, page.actor);
    await renderPage(res, 'channels/list', {
      title: page.t('channels.title'),
      page: channelsPage(list, page.language),
      current: 'channels',
    });
  };
}

function showNewChannel(deps: WebDeps): Handler {
  return (_req, res, page) => sendNewChannel(deps, res, page, emptyFields, null);
}

function registerChannel(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const form = formFields(req);
    const fields = readChannelFields(form);
    const keys = readKeys(fields.platform, form);
    const problem = problemOf(fields, keys);
    if (problem !== null || keys === null) {
      const refusal = { problem: problem ?? ('keys-missing' as const), parameters: {} };
      return sendNewChannel(deps, res, page, fields, refusal);
    }
    const result = await addChannel(deps.actions, {
      actor: page.actor,
      channel: { ...fields, credentials: keys },
    });
    if (!result.ok) {
      const refusal = { problem: result.reason, parameters: result.parameters ?? {} };
      return sendNewChannel(deps, res, page, fields, refusal);
    }
    setFlash(req, 'good', 'channels.added', { name: result.channel.name });
    res.redirect(303, urls.channel(result.channel.id));
  };
}

function showChannel(deps: WebDeps): Handler {
  return async (req, res, page) => {
    await sendChannel(deps, res, page, await findChannel(deps, req, page), null);
  };
}

function connectAgain(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const listed = await findChannel(deps, req, page);
    if (!listed.mayManage) throw new HttpError(403, 'channel.manage is not granted in this unit');
    const { channel } = listed;
    const keys = readKeys(channel.platform, formFields(req));
    if (keys === null) {
      return sendChannel(deps, res, page, listed, { problem: 'keys-missing', parameters: {} });
    }
    const result = await reconnectChannel(deps.actions, {
      actor: page.actor,
      channelId: channel.id,
      credentials: keys,
    });
    if (!result.ok) {
      const refusal = { problem: result.reason, parameters: result.parameters ?? {} };
      return sendChannel(deps, res, page, listed, refusal);
    }
    setFlash(req, 'good', 'channels.connected', { name: channel.name });
    res.redirect(303, urls.channel(channel.id));
  };
}

function disconnect(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const { channel } = await findChannel(deps, req, page);
    const result = await disconnectChannel(deps.actions, {
      actor: page.actor,
      channelId: channel.id,
    });
    if (!result.ok && result.reason === 'forbidden') {
      throw new HttpError(403, 'channel.manage is not granted in this unit');
    }
    if (result.ok) setFlash(req, 'good', 'channels.disconnected', { name: channel.name });
    res.redirect(303, urls.channel(channel.id));
  };
}

async function findChannel(deps: WebDeps, req: Request, page: PageRequest): Promise<ListedChannel> {
  const listed = await loadChannel(deps.actions, page.actor, idParam(req));
  if (listed === null) throw notFound('channel');
  return listed;
}

function sendChannel(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  listed: ListedChannel,
  refusal: KeysRefusal | null,
): Promise<void> {
  const offersLogin = deps.actions.logins[listed.channel.platform] !== null;
  return renderPage(res, 'channels/show', {
    title: listed.channel.name,
    page: channelPage(listed, page, offersLogin, refusal),
    current: 'channels',
    status: refusal === null ? 200 : statusOfProblem(refusal.problem),
  });
}

async function sendNewChannel(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  fields: ChannelFields,
  refusal: KeysRefusal | null,
): Promise<void> {
  const units = await listUnitsForChannels(deps.actions, page.actor);
  await renderPage(res, 'channels/new', {
    title: page.t('channels.new.title'),
    page: newChannelPage(fields, units, page.language, offeredLogins(deps), refusal),
    current: 'channels',
    status: refusal === null ? 200 : statusOfProblem(refusal.problem),
  });
}
