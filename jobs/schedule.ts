import type { RecurringJob } from '../src/clients/alarm-clock/agenda-alarm-clock.ts';
import type { Context } from '../src/context.ts';
import type { Drain } from '../src/actions/deliveries/drain-deliveries.ts';
import { checkTokensJob } from './check-tokens.ts';
import type { WorkerClock } from '../src/actions/deliveries/worker-clock.ts';
import { collectFollowersJob } from './collect-followers.ts';
import { collectSamplesJob } from './collect-samples.ts';
import { dropLeftOverJob } from './drop-left-over.ts';
import { keepBudgetJob } from './keep-budget.ts';
import { mailNoticesJob } from './mail-notices.ts';
import { preflightJob } from './preflight.ts';
import { readBackJob } from './read-back.ts';
import { weeklyReportJob } from './weekly-report.ts';
import { takeDownJob } from './take-down.ts';
import { signOfLifeJob } from './sign-of-life.ts';
import { sweepJob } from './sweep.ts';
import { tidyUnseenJob } from './tidy-unseen.ts';
import { walkPracticeTimeJob } from './walk-practice-time.ts';

/** A loop inside one worker: too quick for an alarm clock that looks once a second. */
export type Tick = { name: string; everyMs: number; run(): Promise<void> };

/** The whole cadence of a worker in one place. */
export function schedule(
  ctx: Context,
  drain: Drain,
  workerClock: WorkerClock,
): { recurring: RecurringJob[]; ticks: Tick[] } {
  return {
    recurring: [
      { name: 'collect-samples', every: '30 seconds', run: collectSamplesJob(ctx) },
      { name: 'collect-followers', every: '5 minutes', run: collectFollowersJob(ctx) },
      { name: 'check-tokens', every: '1 minute', run: checkTokensJob(ctx) },
      { name: 'drop-left-over-uploads', every: '5 minutes', run: dropLeftOverJob(ctx) },
      { name: 'tidy-unseen-media', every: '1 minute', run: tidyUnseenJob(ctx) },
      { name: 'weekly-report', every: '30 seconds', run: weeklyReportJob(ctx) },
    ],
    ticks: [
      { name: 'drain what is due', everyMs: 1_000, run: () => drain.wake() },
      {
        name: 'drain without a time bound',
        everyMs: 30_000,
        run: () => drain.wake({ unbounded: true }),
      },
      { name: 'sweep', everyMs: 1_000, run: sweepJob(ctx, workerClock) },
      { name: 'take down', everyMs: 1_000, run: takeDownJob(ctx) },
      { name: 'read back', everyMs: 1_000, run: readBackJob(ctx) },
      { name: 'keep the budget', everyMs: 5_000, run: keepBudgetJob(ctx) },
      { name: 'look ahead', everyMs: 5_000, run: preflightJob(ctx, drain) },
      { name: 'mail notices', everyMs: 2_000, run: mailNoticesJob(ctx) },
      { name: 'sign of life', everyMs: 3_000, run: signOfLifeJob(ctx, workerClock) },
      ...(ctx.mode === 'practice'
        ? [
            {
              name: 'walk practice time',
              everyMs: 250,
              run: walkPracticeTimeJob(ctx, drain, workerClock),
            },
          ]
        : []),
    ],
  };
}
