import type { Request } from 'express';
import {
  listReportWeeks,
  loadReport,
  loadReportCsv,
  loadReportDays,
  platformOf,
} from '../../actions/reports/load-report-page.ts';
import { parseWeek } from '../../domain/time/zones.ts';
import type { Week } from '../../domain/time/zones.ts';
import { chartSize, sendChart } from '../audience/send-chart.ts';
import { barChart } from '../audience/svg-chart.ts';
import { notFound } from '../http-error.ts';
import { idParam, queryText } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import { requires, route } from '../route-table.ts';
import type { Handler, Route } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { reportDaysChart, reportPageData, reportsPage } from './report-page.ts';

export function reportRoutes(deps: WebDeps): Route[] {
  const read = requires('report.read');
  return [
    route('get', urls.reports(), read, showReports(deps)),
    route('get', urls.report(':week'), read, showReport(deps)),
    route('get', urls.reportCsv(':week'), read, sendCsv(deps)),
    route('get', urls.reportChart(':week'), read, drawDays(deps)),
  ];
}

function showReports(deps: WebDeps): Handler {
  return async (_req, res, page) => {
    const weeks = await listReportWeeks(deps.actions, page.actor);
    await renderPage(res, 'reports/list', {
      title: page.t('reports.title'),
      page: reportsPage(weeks, page),
      current: 'reports',
    });
  };
}

function showReport(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const loaded = await loadReport(deps.actions, page.actor, weekParam(req), page.language);
    if (loaded === null) throw notFound('report');
    await renderPage(res, 'reports/show', {
      title: loaded.words.heading,
      page: reportPageData(loaded, page),
      current: 'reports',
    });
  };
}

function sendCsv(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const week = weekParam(req);
    const csv = await loadReportCsv(deps.actions, page.actor, week, page.language);
    if (csv === null) throw notFound('report');
    res
      .attachment(`${week.key}.${page.language}.csv`)
      .set('Cache-Control', 'private, no-cache')
      .type('text/csv; charset=utf-8')
      .send(csv);
  };
}

function drawDays(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const platform = platformOf(queryText(req, 'platform'));
    if (platform === null) throw notFound('chart');
    const daily = await loadReportDays(deps.actions, page.actor, weekParam(req), platform);
    sendChart(res, barChart(reportDaysChart(daily, page), chartSize(req)));
  };
}

function weekParam(req: Request): Week {
  const week = parseWeek(idParam(req, 'week'));
  if (week === null) throw notFound('week');
  return week;
}
