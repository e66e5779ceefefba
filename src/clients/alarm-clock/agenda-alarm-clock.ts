import { Agenda } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { AlarmClock, AlarmName } from './alarm-clock.ts';

const COLLECTION = 'alarms';
const PROCESS_EVERY_MS = 1_000;
const LOCK_LIFETIME_MS = 60_000;
const CONCURRENCY = 5;
const LOCK_LIMIT = 20;
const DUPLICATE_KEY = 11_000;

type MongoConfig = Extract<ConstructorParameters<typeof MongoBackend>[0], { mongo: unknown }>;

/** Work that comes round by itself: an interval Agenda reads, such as `30 seconds`. */
export type RecurringJob = { name: string; every: string; run(): Promise<void> };

/** What a worker hands over: what to do on each alarm, and what comes round by itself. */
export type AlarmWork = {
  onAlarm: Record<AlarmName, () => Promise<void>>;
  recurring: readonly RecurringJob[];
};

export type AgendaAlarmClock = AlarmClock & {
  /** Begins to ring alarms in this process; without it alarms are only set. */
  start(work: AlarmWork): Promise<void>;
  /** Lets go of alarms that were locked ahead; does not wait for handlers that run. */
  stop(): Promise<void>;
};

/**
 * Agenda as an alarm clock and nothing more. Alarms are stored in real time, so that practice time
 * can move under them; an alarm for a name and instant exists once (unique index of the migration).
 */
export async function createAgendaAlarmClock(options: {
  db: MongoConfig['mongo'];
  clock: Clock;
  log: Logger;
}): Promise<AgendaAlarmClock> {
  const { clock, log } = options;
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: options.db, collection: COLLECTION, ensureIndex: false }),
    processEvery: PROCESS_EVERY_MS,
    maxConcurrency: LOCK_LIMIT,
    defaultConcurrency: CONCURRENCY,
    defaultLockLimit: LOCK_LIMIT,
    lockLimit: LOCK_LIMIT,
    defaultLockLifetime: LOCK_LIFETIME_MS,
    removeOnComplete: true,
  });
  agenda.on('error', (error) =>
    log.warn({ err: error }, 'the alarm clock stumbled; the sweep goes on'),
  );
  await agenda.ready;
  return {
    async setAlarm(name, at) {
      const rings = new Date(at.getTime() - clock.offsetMs());
      const data = { at: at.toISOString() };
      try {
        await agenda.create(name, data).unique({ 'data.at': data.at }).schedule(rings).save();
      } catch (error) {
        if ((error as { code?: number }).code !== DUPLICATE_KEY) throw error;
      }
    },
    async start({ onAlarm, recurring }) {
      for (const [name, run] of Object.entries(onAlarm)) {
        agenda.define(name, guarded(name, run, log));
      }
      for (const job of recurring) agenda.define(job.name, guarded(job.name, job.run, log));
      await agenda.start();
      for (const job of recurring) await agenda.every(job.every, job.name);
    },
    async stop() {
      await agenda.stop(false);
    },
  };
}

/** A job that fails is told in the log and comes round again; it never stops the clock. */
function guarded(name: string, run: () => Promise<void>, log: Logger): () => Promise<void> {
  return async () => {
    try {
      await run();
    } catch (error) {
      log.warn({ err: error, job: name }, 'a job failed and will come round again');
    }
  };
}
