import type { Approval } from '../../src/domain/approvals/approval.ts';
import type { Attempt, Delivery } from '../../src/domain/deliveries/delivery.ts';
import { testChannels } from '../support/desk-people.ts';
import type { Line, PracticePost } from '../support/worker-process.ts';
import { FORGED } from './acts.ts';
import type { Register, Wording } from './register.ts';
import { tokenIn } from './wire.ts';
import type { Wire, WireCall } from './wire.ts';

/** A call may leave this long after a hold or a withdrawal was saved, and no longer. */
const GRACE_MS = 1_000;
const SETTLED = ['sent', 'refused', 'cancelled', 'waiting', 'unknown'];

export type Figures = {
  deliveries: number;
  posts: number;
  calls: number;
  states: Record<string, number>;
  /** Deliveries that a person must settle although the platform has the post. */
  unknownThoughOut: number;
};

export type Verdict = { violations: string[]; figures: Figures };

type StoredPost = PracticePost & { createdAt: string; permalink: string | null };
type Evidence = {
  posts: StoredPost[];
  deliveries: Delivery[];
  attempts: Attempt[];
  register: Register;
  wire: Wire;
};

/** Judges a run from what the platforms hold and received, and from the database. */
export async function judge(line: Line, register: Register, wire: Wire): Promise<Verdict> {
  const { connection } = line.ctx;
  const rowsOf = async <T extends { id: string }>(name: string): Promise<T[]> => {
    const rows = await connection.collection<{ _id: string }>(name).find().toArray();
    return rows.map(({ _id, ...rest }) => ({ id: _id, ...rest }) as unknown as T);
  };
  const evidence: Evidence = {
    posts: (await line.posts()) as StoredPost[],
    deliveries: await rowsOf<Delivery>('deliveries'),
    attempts: await rowsOf<Attempt>('attempts'),
    register,
    wire,
  };
  const approvals = await rowsOf<Approval>('approvals');
  const violations = [
    ...evidence.posts.flatMap((post) => faultsOfPost(post, evidence)),
    ...evidence.deliveries.flatMap((delivery) => faultsOfDelivery(delivery, evidence)),
    ...wire.calls().flatMap((call) => faultsOfCall(call, evidence)),
    ...(approvals.length === 0 ? ['nothing was approved: the run tried nothing'] : []),
  ];
  const states: Record<string, number> = {};
  for (const { state } of evidence.deliveries) states[state] = (states[state] ?? 0) + 1;
  const isOut = (delivery: Delivery): boolean =>
    evidence.posts.some((post) => isPostOf(post, delivery, register));
  return {
    violations,
    figures: {
      deliveries: evidence.deliveries.length,
      posts: evidence.posts.length,
      calls: wire.calls().length,
      states,
      unknownThoughOut: evidence.deliveries.filter((one) => one.state === 'unknown' && isOut(one))
        .length,
    },
  };
}

function faultsOfPost(post: StoredPost, { posts, deliveries, register }: Evidence): string[] {
  const name = `post ${post.platform} ${post.id}`;
  const wording = register.wordings.find((one) => one.token === tokenIn(post.text));
  if (wording === undefined || wording.approvedFrom === null) {
    return [`${name} says what nobody approved: ${post.text}`];
  }
  const faults: string[] = [];
  const language = post.platform === 'facebook' ? 'vi' : 'en';
  if (post.text !== wording.texts[language] || post.text.includes(FORGED)) {
    faults.push(`${name} is altered: ${post.text}`);
  }
  const twins = posts.filter(
    (other) => other.accountId === post.accountId && tokenIn(other.text) === wording.token,
  );
  if (twins.length > 1 && twins[0] === post) {
    faults.push(`${name}: ${wording.token} is on the platform ${twins.length} times`);
  }
  const stored = Date.parse(post.createdAt);
  if (wording.notBefore !== null && stored < wording.notBefore.getTime()) {
    faults.push(`${name} went out ${wording.notBefore.getTime() - stored} ms before its time`);
  }
  const owners = deliveries.filter((delivery) => isPostOf(post, delivery, register));
  const claimed = owners.filter((one) => one.state === 'unknown' || one.platformPostId === post.id);
  if (owners.length !== 1 || claimed.length !== 1) {
    const states = owners.map((one) => `${one.state}/${one.reason ?? ''} ${one.id}`).join(', ');
    faults.push(`${name} (${wording.token}) belongs to one delivery no more: [${states}]`);
  }
  return faults;
}

function faultsOfDelivery(delivery: Delivery, { posts, attempts }: Evidence): string[] {
  const faults: string[] = [];
  const name = `delivery ${delivery.id} (${delivery.platform}, ${delivery.state})`;
  if (!SETTLED.includes(delivery.state)) faults.push(`${name} is not settled`);
  if (delivery.state === 'sent' && !posts.some((post) => post.id === delivery.platformPostId)) {
    faults.push(`${name} is not on the platform`);
  }
  const own = attempts.filter((one) => one.deliveryId === delivery.id);
  if (own.length !== delivery.attempts) {
    faults.push(`${name} counts ${delivery.attempts} attempts and has the rows of ${own.length}`);
  }
  for (const { n, outcome, startedAt } of own) {
    if (outcome === null) faults.push(`${name}: attempt ${n} never got its outcome`);
    if (startedAt.getTime() > delivery.until.getTime() + GRACE_MS) {
      faults.push(`${name}: attempt ${n} began after its window`);
    }
  }
  return faults;
}

function faultsOfCall(call: WireCall, { register, wire }: Evidence): string[] {
  const wording = register.wordings.find((one) => one.token === call.token);
  const name = `call ${call.token} ${call.path.split('?')[0] ?? ''}`;
  if (wording === undefined || wording.approvedFrom === null || call.at < wording.approvedFrom) {
    return [`${name} began without an approval`];
  }
  const faults: string[] = [];
  const after = (savedBy: number): number =>
    call.at - savedBy - wire.lagBetween(savedBy, call.at) - GRACE_MS;
  for (const { savedBy, endAskedAt } of register.holds) {
    if (after(savedBy) > 0 && call.at < (endAskedAt ?? Infinity)) {
      faults.push(`${name} began ${call.at - savedBy} ms after a hold was saved`);
    }
  }
  if (wording.withdrawnBy !== null && after(wording.withdrawnBy) > 0) {
    faults.push(`${name} began ${call.at - wording.withdrawnBy} ms after it was withdrawn`);
  }
  return faults;
}

function isPostOf(post: StoredPost, delivery: Delivery, register: Register): boolean {
  const wording = register.wordings.find((one) => one.token === tokenIn(post.text));
  return (
    wording !== undefined &&
    delivery.postId === wording.postId &&
    delivery.revision === wording.revision &&
    accountOf(delivery.channelId) === post.accountId
  );
}

/** The account numbers that the line gives the test channels. */
function accountOf(channelId: string): string {
  return String(90_000 + Object.values(testChannels).findIndex(({ id }) => id === channelId));
}

export type { Wording };
