import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionContext } from '../../src/actions/context.ts';
import type { ErrorCatalogue } from '../../src/domain/deliveries/error-catalogue.ts';
import { videoLimitsOf } from '../../src/domain/media/media-limits.ts';
import type { MediaLimitsData } from '../../src/domain/media/media-limits.ts';
import { holdRulesOf } from '../../src/domain/holds/hold-rules.ts';
import type { HoldRulesData } from '../../src/domain/holds/hold-rules.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { pacesOf } from '../../src/domain/deliveries/pace.ts';
import type { PaceData } from '../../src/domain/deliveries/pace.ts';
import { readBackRulesOf } from '../../src/domain/deliveries/read-back-plan.ts';
import type { ReadBackRulesData } from '../../src/domain/deliveries/read-back-plan.ts';
import type { Guard, LanguageDesk } from '../../src/domain/language/language-data.ts';
import { platformLimitsOf } from '../../src/domain/language/limits.ts';
import type { PlatformLimitsData } from '../../src/domain/language/limits.ts';
import type { ApprovalSigner } from '../../src/lib/approval-signer.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import type { SecretBox, SealedSecret } from '../../src/lib/secret-box.ts';
import type { InTransaction } from '../../src/stores/connection.ts';
import type { Stores } from '../../src/stores/stores.ts';
import type { Platforms } from '../../src/clients/platform.ts';
import type { Owner, Scheduler } from './scheduler.ts';

/** The parts of a process that differ from one to the next. */
export type ProcessParts = {
  owner: Owner;
  source: ActionContext['source'];
  scheduler: Scheduler;
  /** How far this machine's clock is off. */
  offsetMs(): number;
  /** How far desk time is ahead of real time. */
  deskAheadMs(): number;
  stores: Stores;
  inTransaction: InTransaction;
  platforms: Platforms;
  ring(at: Date): void;
  log: Logger;
};

const data = (file: string): unknown =>
  JSON.parse(readFileSync(join(projectRoot, 'config', 'data', file), 'utf8'));
const paces = pacesOf(data('pace.json') as PaceData);
const readBackRules = readBackRulesOf(data('read-back.json') as ReadBackRulesData);
const holdRules = holdRulesOf(data('holds.json') as HoldRulesData);
const catalogue = data('error-catalogue.json') as ErrorCatalogue;
const videoLimits = videoLimitsOf(data('media-limits.json') as MediaLimitsData);
const sayNothing: Guard = () => [];
/** The guard is a port like the platforms; what it says is tested elsewhere, and costs time. */
const language: LanguageDesk = {
  guard: () => Promise.resolve(sayNothing),
  sources: () => Promise.reject(new Error('the lexicon is not simulated')),
  forget: () => undefined,
};
const limits = platformLimitsOf(data('platform-limits.json') as PlatformLimitsData);

/** What one process of the desk is made of, with the product's own rules. */
export function contextOf(parts: ProcessParts): ActionContext {
  const { owner, scheduler } = parts;
  const realMs = (): number => scheduler.nowMs() + parts.offsetMs();
  const context = {
    clock: {
      now: () => new Date(realMs() + parts.deskAheadMs()),
      real: () => new Date(realMs()),
      offsetMs: parts.deskAheadMs,
      setOffsetMs: unused('clock.setOffsetMs'),
      steadyMs: scheduler.nowMs,
      sleep: (ms: number) => scheduler.operation(owner, 'timer', 'sleeps', () => undefined, ms),
    },
    log: parts.log,
    stores: parts.stores,
    inTransaction: parts.inTransaction,
    alarmClock: {
      setAlarm: (_name: string, at: Date) =>
        scheduler.operation(owner, 'write', 'sets an alarm', () => parts.ring(at)),
    },
    platforms: parts.platforms,
    secretBox: plainBox,
    signer: plainSigner,
    limits,
    language,
    paces,
    // Nothing costs anything here: budgets are not simulated.
    prices: { facebook: [], x: [] },
    catalogue,
    holdRules,
    videoLimits,
    readBackRules,
    processName: owner.name,
    source: parts.source,
    publicUrl: 'http://localhost:4100',
    mode: 'practice' as const,
    practice: null,
  };
  // Mail, pictures and reports are no part of publishing; whoever asks for them learns so.
  return new Proxy(context, {
    get: (target, key, receiver) => {
      if (!(key in target)) throw new Error(`the simulation has no ctx.${String(key)}`);
      return Reflect.get(target, key, receiver) as unknown;
    },
  }) as unknown as ActionContext;
}

function unused(what: string): () => never {
  return () => {
    throw new Error(`the simulation has no ${what}`);
  };
}

/** Seals nothing: ciphers cost more than everything else of a delivery together. */
const plainBox: Pick<SecretBox, 'seal' | 'open'> = {
  seal: (plain, context) => ({ plain, context }) as unknown as SealedSecret,
  open: (sealed, context) => {
    const secret = sealed as { plain: string; context: string };
    if (secret.context !== context) throw new Error('sealed for something else');
    return secret.plain;
  },
};

/** Signs with a sum that nobody else in a simulation knows how to make. */
const plainSigner: ApprovalSigner = {
  sign: (text) => ({ value: sumOf(text), publicKey: 'simulated' }),
  verify: (text, signature) =>
    signature.publicKey === 'simulated' && signature.value === sumOf(text),
};

function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length}:${sum >>> 0}`;
}
