import type { Store } from 'express-session';
import type { Registry } from 'prom-client';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { ActionContext } from '../actions/context.ts';
import type { NamedHold } from '../actions/holds/name-holds.ts';
import type { Clock } from '../lib/clock.ts';
import type { Translate, UiLanguage } from '../lib/i18n.ts';
import type { Logger } from '../lib/logger.ts';
import type { Actor, ReaderLanguage } from '../domain/people/person.ts';

/** Everything the web side is given. Made by the composition root; tests pass fakes. */
export type WebDeps = {
  /** What handlers hand on to actions. */
  actions: ActionContext;
  mode: 'practice' | 'live';
  /** Where people reach the desk, without a slash at the end. */
  publicUrl: string;
  /** Where the practice platforms and the mailbox are; null or absent on a live desk. */
  practiceUrl?: string | null;
  /** Origins of the platforms' login pages. */
  loginTargets?: readonly string[];
  sessionSecret: string;
  trustProxy: boolean | number | string;
  logger: Logger;
  clock: Clock;
  translators: Record<UiLanguage, Translate>;
  /** Folder of the built style sheets, scripts and fonts with its `manifest.json`. */
  assetsDir: string;
  sessionStore: Store;
  /** Counters of failed sign-ins, shared by all web processes; in memory when absent. */
  createLimiter?: (options: LimiterOptions) => RateLimiterAbstract;
  authenticate(credentials: { email: string; password: string }): Promise<Authentication>;
  /** Null when the person left: their session ends. */
  loadActor(personId: string): Promise<Actor | null>;
  saveLanguage(personId: string, language: ReaderLanguage): Promise<void>;
  /** What every page shows around its own content. */
  loadShell(actor: Actor): Promise<Shell>;
  /** Who can sign in on a practice desk; empty in live mode. */
  demoPeople(): Promise<DemoPerson[]>;
  health: { ready(): Promise<Health>; publishing(): Promise<Health> };
  metrics: { registry: Registry; token: string | null };
};

export type LimiterOptions = {
  keyPrefix: string;
  points: number;
  /** Seconds in which the points are counted. */
  duration: number;
};

export type Authentication = { ok: true; personId: string } | { ok: false };

export type DemoPerson = { name: string; email: string; password: string; roleKey: string };

export type Health = { ok: boolean; reasons: string[] };

export type Shell = {
  /** How many things wait on the reader at each place; a place without a number waits for nothing. */
  counts: Partial<Record<Place, number>>;
  hold: ShellHold | null;
  /** Set when publishing is in trouble, as codes of the locale branch `common.trouble`. */
  workerTrouble: string[];
  /** The clock of the reader's own unit when it is not Hanoi's. */
  unitClock: { zone: string; city: Record<ReaderLanguage, string> } | null;
};

/** The widest hold that stops something the reader may see, and how many others do. */
export type ShellHold = Pick<
  NamedHold,
  'id' | 'kind' | 'scope' | 'scopeName' | 'reason' | 'startedByName' | 'startedAt' | 'until'
> & { others: number };

/** The places that the rail leads to. */
export type Place =
  | 'today'
  | 'compose'
  | 'approvals'
  | 'calendar'
  | 'events'
  | 'queue'
  | 'holds'
  | 'posts'
  | 'audience'
  | 'reports'
  | 'channels'
  | 'budget'
  | 'people'
  | 'lexicon'
  | 'records'
  | 'practice';
