import { explainDelivery } from '../../domain/deliveries/error-catalogue.ts';
import type {
  ErrorCatalogue,
  Explained,
  ExplainedReason,
} from '../../domain/deliveries/error-catalogue.ts';
import type { PublishOutcome } from '../../domain/deliveries/outcome.ts';
import { isAboutMoney } from '../../domain/notices/notice.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { Person } from '../../domain/people/person.ts';
import type { ActionContext } from '../context.ts';

/** A notice whose mail was refused for now is tried again by the next round. */
const MOST_PER_ROUND = 50;

/**
 * Sends the e-mails of new notices, each at most once: a notice is taken before its mail goes out,
 * and an unclear answer of the mail server is kept as unclear. Returns how many went out.
 */
export async function mailNotices(ctx: ActionContext): Promise<number> {
  let sent = 0;
  for (let round = 0; round < MOST_PER_ROUND; round += 1) {
    const notice = await ctx.stores.notices.claimForMail();
    if (notice === null) break;
    const person = await ctx.stores.people.findPerson(notice.personId);
    if (person?.state !== 'active') {
      await ctx.stores.notices.saveMail(notice.id, 'none');
      continue;
    }
    const outcome = await sendOne(ctx, notice, person);
    await ctx.stores.notices.saveMail(notice.id, outcome);
    if (outcome === 'planned') break;
    if (outcome === 'sent') sent += 1;
  }
  return sent;
}

async function sendOne(
  ctx: ActionContext,
  notice: Notice,
  person: Person,
): Promise<'sent' | 'refused' | 'unknown' | 'planned'> {
  const t = ctx.translators[person.language];
  const facts = noticeFacts(notice, t, ctx.catalogue);
  const link = `${ctx.publicUrl}${placeOf(notice)}`;
  const { html, text } = await ctx.noticeRenderer.render({
    language: person.language,
    greeting: t('notices.greeting', { name: person.name }),
    sentence: t(`notices.${notice.kind}.sentence`, facts),
    next: nextOf(ctx.catalogue, notice, t) ?? t(`notices.${notice.kind}.next`, facts),
    link,
    linkText: t('notices.open'),
    why: t(notice.parameters['channelId'] === undefined ? 'notices.why' : 'notices.whyChannel'),
    practice: ctx.mode === 'practice' ? t('notices.practice') : null,
  });
  const outcome = await ctx.mailer.send({
    to: { name: person.name, address: person.email },
    subject: t(`notices.${notice.kind}.subject`, facts),
    html,
    text,
    language: person.language,
    messageId: `<notice.${notice.id}@${new URL(ctx.publicUrl).hostname}>`,
    attachments: [],
  });
  switch (outcome.kind) {
    case 'accepted':
      return 'sent';
    case 'unknown':
      return 'unknown';
    case 'refused':
      return outcome.permanent ? 'refused' : 'planned';
  }
}

/** Where the notice is acted on: a delivery has its evidence and decisions on its own page. */
function placeOf({ kind, deliveryId, eventId, postId, parameters }: Notice): string {
  if (isAboutMoney(kind)) return '/budget';
  if (kind === 'deliveries-late') return '/queue?show=trouble';
  if (deliveryId !== null) return `/deliveries/${deliveryId}`;
  // Rows of an older desk have no event.
  if (typeof eventId === 'string') return `/events/${eventId}`;
  const { channelId } = parameters;
  if (typeof channelId === 'string') return `/channels/${channelId}`;
  if (typeof parameters['holdId'] === 'string') return `/holds/${parameters['holdId']}`;
  return postId === null ? '/' : `/posts/${postId}`;
}

/** Notices that say why a delivery did not go its way: the catalogue tells them in full. */
const explained: readonly Notice['kind'][] = [
  'delivery-late',
  'delivery-refused',
  'delivery-unknown',
  'delivery-altered',
  'channel-disconnected',
];

/** The next step, who can take it and whether the desk tries again, in the catalogue's words. */
function nextOf(
  catalogue: ErrorCatalogue,
  notice: Notice,
  t: (key: string) => string,
): string | null {
  if (!explained.includes(notice.kind)) return null;
  const found = explainNotice(catalogue, notice);
  if (found === null) return null;
  return [
    t(found.next),
    t(`deliveries.who.${found.fixer}`),
    t(`catalogue.again.${found.again}`),
  ].join(' ');
}

/** What the catalogue says of a notice's reason; null for a notice that has none of its own. */
function explainNotice(catalogue: ErrorCatalogue, notice: Notice): Explained | null {
  const { reason, waitsFor, status, code, platform } = notice.parameters;
  if (notice.deliveryId === null || typeof reason !== 'string' || !(reason in catalogue.reasons)) {
    return null;
  }
  const at = notice.createdAt;
  const outcome = {
    kind: 'refused',
    reason,
    raw: {
      status: typeof status === 'number' ? status : null,
      code: typeof code === 'string' ? code : null,
      text: null,
    },
  } as PublishOutcome;
  return explainDelivery(
    catalogue,
    {
      platform: platform === 'facebook' ? 'facebook' : 'x',
      state: typeof waitsFor === 'string' ? 'waiting' : 'refused',
      stateSince: at,
      reason: (waitsFor ?? reason) as ExplainedReason,
    },
    { outcome, endedAt: at },
  );
}

/** The facts of a notice with its codes turned into the reader's words. */
export function noticeFacts(
  notice: Notice,
  t: (key: string) => string,
  catalogue: ErrorCatalogue,
): Record<string, string | number> {
  const { reason, holdKind, problem } = notice.parameters;
  if (typeof problem === 'string') {
    return { ...notice.parameters, problem: t(`deliveries.preflight.problem.${problem}`) };
  }
  const isDelivery = notice.deliveryId !== null && typeof reason === 'string' && reason !== '';
  const words = typeof holdKind === 'string' ? { holdKind: t(`holds.kind.${holdKind}`) } : {};
  if (!isDelivery) return { ...notice.parameters, ...words };
  const cause = explainNotice(catalogue, notice)?.cause ?? `deliveries.reason.${reason}`;
  return { ...notice.parameters, ...words, reason: t(cause) };
}
