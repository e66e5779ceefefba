import { inWaitingOrder } from '../../domain/approvals/waiting-order.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Attempt, Delivery } from '../../domain/deliveries/delivery.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { DeskEvent } from '../../domain/events/event.ts';
import { canAnywhere, scopeOf } from '../../domain/people/person.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { PreflightProblem } from '../../domain/deliveries/preflight.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { Post } from '../../domain/posts/post.ts';
import { addDays, dayOf, startOfDay } from '../../domain/time/zones.ts';
import type { ActionContext } from '../context.ts';
import { asSeenBy } from '../events/embargo.ts';
import { listWaitingSignals } from '../events/list-waiting-signals.ts';

export type TodayFacts = {
  notices: Notice[];
  /** Posts that this person worked on and that came back. */
  returned: Post[];
  drafts: Post[];
  /** What this person can decide on, the first due first. */
  toApprove: Post[];
  /** What goes out, or went out, on this Hanoi day. */
  dueToday: Delivery[];
  /** Not approved yet, with a time on this day. */
  hopedToday: Post[];
  trouble: { deliveries: Delivery[]; total: number };
  /** What is due soon and would not go out, with what keeps it back. */
  atRisk: { delivery: Delivery; problems: PreflightProblem[] }[];
  /** The calls made for what is in trouble. */
  attempts: Attempt[];
  posts: Post[];
  /** Which of these posts are under embargo; those that the reader may not read say nothing. */
  embargoed: Set<string>;
  /** Events whose signal is this person's to give. */
  signals: DeskEvent[];
  channels: Channel[];
  units: Unit[];
  /** Whether anything was ever written in the units this person sees: a new desk teaches more. */
  isNewDesk: boolean;
};

const MOST_NOTICES = 50;
const MOST_POSTS = 100;
const MOST_TROUBLE = 10;

/** Reads what Today answers: what waits on this person, what goes out today, what went wrong. */
export async function loadToday(
  ctx: Pick<ActionContext, 'stores' | 'clock' | 'signer'>,
  actor: Actor,
): Promise<TodayFacts> {
  const { stores } = ctx;
  const today = dayOf(ctx.clock.now());
  const from = startOfDay(today);
  const to = startOfDay(addDays(today, 1));
  const readable = scopeOf(actor, 'post.read');
  const visible = scopeOf(actor, 'delivery.read');
  const [notices, open, submitted, dueToday, trouble, units, everWritten] = await Promise.all([
    stores.notices.listUnread(actor.personId, MOST_NOTICES),
    stores.posts.listPosts({
      unitIds: readable,
      states: ['returned', 'draft'],
      page: 1,
      pageSize: MOST_POSTS,
    }),
    stores.posts.listSubmitted(readable),
    stores.deliveries.listDeliveriesDue({ unitIds: visible, from, to }),
    stores.deliveries.listDeliveriesIn({
      unitIds: visible,
      states: ['unknown', 'refused', 'waiting'],
      exceptReason: 'release',
      page: 1,
      pageSize: MOST_TROUBLE,
    }),
    stores.units.listUnits(),
    stores.posts.countPosts(readable, ['draft', 'submitted', 'returned', 'approved', 'dropped']),
  ]);
  const atRisk = await listAtRisk(ctx, visible);
  const isMine = (post: Post): boolean => post.contributors.includes(actor.personId);
  const approvable = scopeOf(actor, 'post.approve');
  const hopedToday = submitted.filter((post) =>
    post.content.targets.some(
      ({ timing }) =>
        timing.kind === 'at' && new Date(timing.at) >= from && new Date(timing.at) < to,
    ),
  );
  const deliveries = [...dueToday, ...trouble.deliveries, ...atRisk.map((one) => one.delivery)];
  const [posts, channels, attempts, signals] = await Promise.all([
    stores.posts.listPostsById(deliveries.map((one) => one.postId)),
    stores.channels.listChannels({
      ids: [
        ...deliveries.map((one) => one.channelId),
        ...hopedToday.flatMap((post) => post.content.targets.map((target) => target.channelId)),
      ],
    }),
    stores.attempts.listAttempts(trouble.deliveries.map((one) => one.id)),
    listWaitingSignals(ctx, actor),
  ]);
  const toApprove = submitted.filter((post) => approvable.includes(post.unitId) && !isMine(post));
  const seen = await asSeenBy(ctx, actor, [...posts, ...hopedToday, ...toApprove]);
  return {
    notices,
    returned: open.posts.filter((post) => post.state === 'returned' && isMine(post)),
    drafts: open.posts.filter((post) => post.state === 'draft' && isMine(post)),
    toApprove: canAnywhere(actor, 'post.approve') ? inWaitingOrder(toApprove) : [],
    dueToday,
    hopedToday: seen.posts.slice(posts.length, posts.length + hopedToday.length),
    trouble,
    atRisk,
    attempts,
    posts: seen.posts.slice(0, posts.length),
    embargoed: seen.embargoed,
    signals,
    channels,
    units,
    isNewDesk: everWritten === 0,
  };
}

async function listAtRisk(
  { stores }: Pick<ActionContext, 'stores'>,
  unitIds: readonly string[],
): Promise<TodayFacts['atRisk']> {
  const looks = await stores.preflights.listInTrouble();
  const found = await Promise.all(
    looks.map(async ({ deliveryId, problems }) => {
      const delivery = await stores.deliveries.findDelivery(deliveryId, unitIds);
      return delivery?.state === 'planned' ? [{ delivery, problems }] : [];
    }),
  );
  return found.flat();
}
