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
  const facts = noticeFacts(notice, t);
  const link = `${ctx.publicUrl}${placeOf(notice)}`;
  const { html, text } = await ctx.noticeRenderer.render({
    language: person.language,
    greeting: t('notices.greeting', { name: person.name }),
    sentence: t(`notices.${notice.kind}.sentence`, facts),
    next: t(`notices.${notice.kind}.next`, facts),
    link,
    linkText: t('notices.open'),
    why: t('notices.why'),
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
function placeOf({ deliveryId, postId }: Notice): string {
  if (deliveryId !== null) return `/deliveries/${deliveryId}`;
  return postId === null ? '/' : `/posts/${postId}`;
}

/** The facts of a notice with its codes turned into the reader's words. */
export function noticeFacts(
  notice: Notice,
  t: (key: string) => string,
): Record<string, string | number> {
  const { reason } = notice.parameters;
  const isDelivery = notice.deliveryId !== null && typeof reason === 'string' && reason !== '';
  return {
    ...notice.parameters,
    ...(isDelivery ? { reason: t(`deliveries.reason.${reason}`) } : {}),
  };
}
