import type { Delivery } from '../../domain/deliveries/delivery.ts';
import type { ReadBackPlan } from '../../domain/deliveries/read-back.ts';
import type { ReadBackRules } from '../../domain/deliveries/read-back-plan.ts';
import { isTakenDown } from '../../domain/deliveries/take-down.ts';
import { dayOf } from '../../domain/time/zones.ts';
import { formatOf } from '../format.ts';
import type { Reader } from '../reader.ts';

type Told = Pick<Reader, 'language' | 't' | 'now'>;

/** What read-back does about a delivery or found out, in one sentence; null when it has no part. */
export function readBackSentence(
  delivery: Pick<Delivery, 'state' | 'seenAt' | 'takeDown'>,
  plan: ReadBackPlan | null,
  rules: ReadBackRules,
  reader: Told,
): string | null {
  const { t } = reader;
  if (isTakenDown(delivery)) return null;
  if (delivery.state === 'sent') return sentenceOfSent(delivery.seenAt, plan, reader);
  if (delivery.state !== 'unknown' || plan === null) return null;
  const { nextAt } = plan;
  if (nextAt === null) return t('deliveries.readBack.over');
  if (plan.failures > 0)
    return t('deliveries.readBack.unreadable', { at: instant(nextAt, reader) });
  const place = { n: placeOf(plan, nextAt, rules), total: rules.unknownAgesMs.length };
  return nextAt <= reader.now
    ? t('deliveries.readBack.now', place)
    : t('deliveries.readBack.going', { ...place, at: instant(nextAt, reader) });
}

function sentenceOfSent(seenAt: Date | null, plan: ReadBackPlan | null, reader: Told): string {
  const { t } = reader;
  if (seenAt !== null) return t('deliveries.readBack.seen', { at: instant(seenAt, reader) });
  if (plan === null || (plan.looks === 0 && plan.failures === 0)) {
    return t('deliveries.readBack.notYet');
  }
  const { nextAt } = plan;
  if (nextAt === null) return t('deliveries.readBack.notSeen');
  const at = instant(nextAt, reader);
  return plan.failures > 0
    ? t('deliveries.readBack.unreadable', { at })
    : t('deliveries.readBack.notSeenYet', { at });
}

/** Which of the planned looks the next one is: those whose time passed unused are not made up. */
function placeOf(
  { begunAt }: ReadBackPlan,
  nextAt: Date,
  { unknownAgesMs }: ReadBackRules,
): number {
  const age = nextAt.getTime() - begunAt.getTime();
  return Math.max(1, unknownAgesMs.filter((each) => each <= age).length);
}

/** The time alone while it is today's. */
function instant(at: Date, { language, now }: Told): string {
  const format = formatOf(language);
  return dayOf(at) === dayOf(now) ? format.time(at) : format.instant(at);
}
