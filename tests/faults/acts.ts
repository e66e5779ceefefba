import { approvePost } from '../../src/actions/approvals/approve-post.ts';
import { releaseDelivery } from '../../src/actions/deliveries/release-delivery.ts';
import { endHold } from '../../src/actions/holds/end-hold.ts';
import { startHold } from '../../src/actions/holds/start-hold.ts';
import { reviewDelivery } from '../../src/actions/holds/review-delivery.ts';
import { createPost } from '../../src/actions/posts/create-post.ts';
import { savePost } from '../../src/actions/posts/save-post.ts';
import { submitPost } from '../../src/actions/posts/submit-post.ts';
import { withdrawPost } from '../../src/actions/posts/withdraw-post.ts';
import type { Content, Target } from '../../src/domain/posts/content.ts';
import { sleep } from '../../src/lib/clock.ts';
import { testChannels } from '../support/desk-people.ts';
import { actor, content } from '../support/sample-rows.ts';
import type { Line } from '../support/worker-process.ts';
import type { PlannedTiming, Way } from './plan.ts';
import type { Register, Wording } from './register.ts';

const QUARTER_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
/** What somebody who can write to the database would put into an approved text. */
export const FORGED = 'FORGED';

const ways = {
  press: { author: 'press-officer', channels: [testChannels.facebook, testChannels.x] },
  paris: { author: 'paris-officer', channels: [testChannels.parisFacebook, testChannels.parisX] },
} as const;

/** Acts of people and of mishaps on one desk; what they did is kept in the register. */
export function createActs(line: Line, register: Register, seed: number) {
  const { ctx } = line;
  const letters = new Map<number, number>();

  const wordingOf = (n: number, way: Way, timing: PlannedTiming) => {
    const letter = letters.get(n) ?? 0;
    letters.set(n, letter + 1);
    const token = `s${seed}n${n}${String.fromCharCode(97 + letter)}r`;
    const texts = {
      vi: `Tin thử ${token}: Bộ Ngoại giao thông báo.`,
      en: `Notice ${token} & more.`,
    };
    const now = ctx.clock.now().getTime();
    const at = timing.kind === 'at' ? new Date(now + timing.afterMs) : null;
    const until = new Date(at === null ? now + HOUR_MS : at.getTime() + QUARTER_MS).toISOString();
    const target = (channelId: string, language: string): Target => ({
      channelId,
      language,
      timing:
        at === null ? { kind: 'on-approval', until } : { kind: 'at', at: at.toISOString(), until },
      zone: 'Asia/Ho_Chi_Minh',
    });
    const version = (text: string) => ({ text, platformTexts: {}, link: null, media: [] });
    const [vi, en] = ways[way].channels;
    const sealed: Content = content({
      versions: { vi: version(texts.vi), en: version(texts.en) },
      targets: [target(vi.id, 'vi'), target(en.id, 'en')],
    });
    return { token, texts, notBefore: at, content: sealed };
  };

  const keep = (wording: Omit<Wording, 'approvedFrom' | 'withdrawnBy'>): Wording => {
    const kept = { ...wording, approvedFrom: null, withdrawnBy: null };
    register.wordings.push(kept);
    return kept;
  };

  /** Writes a post and hands it to the approver. */
  const write = async (n: number, way: Way, timing: PlannedTiming): Promise<Wording> => {
    const { content: sealed, ...wording } = wordingOf(n, way, timing);
    const author = actor(ways[way].author);
    const created = await createPost(ctx, {
      actor: author,
      unitId: ways[way].channels[0].unitId,
      topic: 'cultural',
      class: 'routine',
      content: sealed,
    });
    if (!created.ok) throw new Error(created.reason);
    const { id, revision } = created.post;
    const submitted = await submitPost(ctx, { postId: id, actor: author, revision });
    if (!submitted.ok) throw new Error(submitted.reason);
    return keep({ ...wording, postId: id, revision: submitted.post.revision, way });
  };

  const approve = async (wording: Wording): Promise<void> => {
    const post = await ctx.stores.posts.findPost(wording.postId);
    if (post?.revision !== wording.revision || post.state !== 'submitted') return;
    wording.approvedFrom ??= Date.now();
    await approvePost(ctx, {
      postId: post.id,
      actor: actor('spokesperson'),
      revision: post.revision,
      contentSha256: post.contentSha256,
      languages: null,
    });
  };

  const withdraw = async (wording: Wording): Promise<boolean> => {
    const post = await ctx.stores.posts.findPost(wording.postId);
    if (post === null || post.revision !== wording.revision) return false;
    const done = await withdrawPost(ctx, {
      postId: post.id,
      actor: actor(ways[wording.way].author),
      revision: post.revision,
    });
    if (done.ok) wording.withdrawnBy = Date.now();
    return done.ok;
  };

  /** Withdraws, writes it anew for another time, and has it approved again. */
  const edit = async (old: Wording, n: number, timing: PlannedTiming): Promise<void> => {
    if (!(await withdraw(old))) return;
    const { content: sealed, ...wording } = wordingOf(n, old.way, timing);
    const author = actor(ways[old.way].author);
    const saved = await savePost(ctx, {
      postId: old.postId,
      actor: author,
      revision: old.revision,
      content: sealed,
      topic: 'cultural',
      class: 'routine',
    });
    if (!saved.ok) return;
    const { revision } = saved.post;
    const kept = keep({ ...wording, postId: old.postId, revision, way: old.way });
    const submitted = await submitPost(ctx, { postId: old.postId, actor: author, revision });
    if (submitted.ok) await approve(kept);
  };

  /** Somebody changes what is stored behind the desk's back. */
  const alter = async (wording: Wording): Promise<void> => {
    for (const name of ['approvals', 'posts']) {
      const rows = ctx.connection.collection<{ contentJson: string }>(name);
      const filter =
        name === 'posts' ? { _id: wording.postId as never } : { postId: wording.postId };
      for (const row of await rows.find(filter).toArray()) {
        const contentJson = row.contentJson.replaceAll(wording.token, `${wording.token} ${FORGED}`);
        await rows.updateOne({ _id: row._id }, { $set: { contentJson } });
      }
    }
  };

  const hold = async (lastsMs: number | null): Promise<void> => {
    const started = await startHold(ctx, {
      actor: actor('spokesperson'),
      reason: 'Chờ thông tin chính thức',
    });
    if (!started.ok) return;
    const known = { savedBy: Date.now(), endAskedAt: null as number | null };
    register.holds.push(known);
    if (lastsMs === null) return;
    await sleep(lastsMs);
    known.endAskedAt = Date.now();
    await endHold(ctx, { actor: actor('spokesperson'), holdId: started.hold.id });
    await review();
  };

  /** A person goes through what a hold kept back, and confirms all of it. */
  const review = async (): Promise<void> => {
    const kept = await ctx.connection
      .collection<{ _id: string }>('deliveries')
      .find({ state: 'waiting', reason: 'hold' }, { projection: { _id: 1 } })
      .toArray();
    for (const { _id } of kept) {
      await reviewDelivery(ctx, {
        deliveryId: _id,
        actor: actor('spokesperson'),
        review: { do: 'confirm' },
      });
    }
  };

  /** A person lets one waiting delivery go, inside its window. */
  const release = async (): Promise<void> => {
    const row = await ctx.connection
      .collection<{ _id: string }>('deliveries')
      .findOne({ state: 'waiting' }, { projection: { _id: 1 } });
    if (row === null) return;
    await releaseDelivery(ctx, { deliveryId: row._id, actor: actor('spokesperson') });
  };

  /** Alarms that ring twice, and alarms of times long past. */
  const strayAlarms = async (doubled: number, stale: number): Promise<void> => {
    const now = Date.now();
    const alarm = (rings: number, n: number) => ({
      name: 'deliveries-due',
      data: { at: new Date(rings + n).toISOString() },
      type: 'normal',
      priority: 0,
      nextRunAt: new Date(rings),
      lockedAt: null,
    });
    await ctx.connection
      .collection('alarms')
      .insertMany(
        [
          ...Array.from({ length: doubled }, (_, n) => alarm(now + 300, n)),
          ...Array.from({ length: stale }, (_, n) => alarm(now - 86_400_000, n)),
        ],
        { ordered: false },
      );
  };

  return { write, approve, withdraw, edit, alter, hold, release, strayAlarms };
}
