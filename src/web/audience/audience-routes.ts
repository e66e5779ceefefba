import { loadAudience } from '../../actions/audience/load-audience.ts';
import {
  loadChannelAudience,
  loadChannelDays,
  loadChannelFollowers,
} from '../../actions/audience/load-channel-audience.ts';
import {
  loadDeliverySamples,
  loadPostAudience,
} from '../../actions/audience/load-post-audience.ts';
import { notFound } from '../http-error.ts';
import { idParam } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { daysChart, followersChart, growthChart } from './audience-charts.ts';
import { audiencePage, channelAudiencePage } from './audience-page.ts';
import { postAudiencePage } from './post-audience-page.ts';
import { chartSize, sendChart } from './send-chart.ts';
import { barChart, lineChart } from './svg-chart.ts';

export function audienceRoutes(deps: WebDeps): Route[] {
  const read = requires('audience.read');
  return [
    route('get', urls.audience(), read, showAudience(deps)),
    route('get', urls.channelAudience(':id'), read, showChannel(deps)),
    route('get', urls.channelViewsChart(':id'), read, drawDays(deps)),
    route('get', urls.channelFollowersChart(':id'), read, drawFollowers(deps)),
    route('get', urls.postAudience(':id'), read, showPost(deps)),
    route('get', urls.deliveryChart(':id'), read, drawGrowth(deps)),
  ];
}

function showAudience(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const audience = await loadAudience(deps.actions, page.actor);
    await renderPage(res, 'audience/overview', {
      title: page.t('audience.title'),
      page: audiencePage(audience, page),
      current: 'audience',
    });
  };
}

function showChannel(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await loadChannelAudience(deps.actions, page.actor, idParam(req));
    if (loaded === null) throw notFound('channel');
    await renderPage(res, 'audience/channel', {
      title: page.t('audience.channel.title', { name: loaded.channel.name }),
      page: channelAudiencePage(loaded, page),
      current: 'audience',
    });
  };
}

function showPost(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const { actor, language } = page;
    const loaded = await loadPostAudience(deps.actions, actor, idParam(req), language);
    if (loaded === null) throw notFound('post');
    await renderPage(res, 'audience/post', {
      title: page.t('audience.post.title'),
      page: postAudiencePage(loaded, page, page.now),
      current: 'audience',
    });
  };
}

function drawDays(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await loadChannelDays(deps.actions, page.actor, idParam(req));
    if (loaded === null) throw notFound('channel');
    const chart = daysChart(loaded.channel.platform, loaded.days, page);
    sendChart(res, barChart(chart, chartSize(req)));
  };
}

function drawFollowers(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await loadChannelFollowers(deps.actions, page.actor, idParam(req));
    if (loaded === null) throw notFound('channel');
    // Followers move by little, so their axis does not begin at zero; its numbers say where.
    sendChart(res, lineChart(followersChart(loaded.followers, page), chartSize(req), false));
  };
}

function drawGrowth(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const samples = await loadDeliverySamples(deps.actions, page.actor, idParam(req));
    if (samples === null) throw notFound('delivery');
    sendChart(res, lineChart(growthChart(samples, page), chartSize(req), true));
  };
}
