import { sealCredentials } from '../../../src/actions/channels/credentials.ts';
import { sealContent, sealPayload } from '../../../src/actions/posts/seal-content.ts';
import type { Credentials } from '../../../src/clients/platform.ts';
import type { Context } from '../../../src/context.ts';
import { filedUnder } from '../../../src/domain/approvals/approval.ts';
import type { ApprovalStatement } from '../../../src/domain/approvals/approval.ts';
import type { Channel, PlatformId } from '../../../src/domain/channels/channel.ts';
import { canonicalJson } from '../../../src/lib/hashing.ts';
import { newId } from '../../../src/lib/ids.ts';
import { testChannels, testPeople } from '../../support/desk-people.ts';
import { approval, content, delivery, post } from '../../support/sample-rows.ts';

const BLOCK = 100;
const WINDOW_MS = 15 * 60_000;
/** 115 characters, as `measured.md` has it for the bare client libraries. */
const BODY =
  'Bộ Ngoại giao thông báo: Lễ kỷ niệm Ngày Văn hóa Việt Nam sẽ diễn ra tại Hà Nội vào sáng thứ Hai tuần tới.';

let marks = 0;

/** One post for one channel, due at an instant; `mark` is in its text. */
export type Due = { channel: Channel; at: Date };
export type Planned = { mark: string; at: number };

/** Channels of one platform with keys of their own. */
export async function addChannels(
  ctx: Context,
  platform: PlatformId,
  count: number,
): Promise<Channel[]> {
  const like = platform === 'x' ? testChannels.x : testChannels.facebook;
  const channels = Array.from({ length: count }, (_, n): Channel => {
    const accountId = `${platform === 'x' ? 7 : 8}${String(n).padStart(6, '0')}`;
    return { ...like, id: `bench-${platform}-${n}`, accountId, handle: `bench${platform}${n}` };
  });
  await ctx.connection.collection<{ _id: string }>('channels').insertMany(
    channels.map(({ id, ...rest }) => ({
      _id: id,
      ...rest,
      sealedCredentials: sealCredentials(ctx, id, credentialsOf(platform, rest.accountId)),
    })),
  );
  return channels;
}

function credentialsOf(platform: PlatformId, accountId: string): Credentials {
  return platform === 'x'
    ? { kind: 'x-oauth1', accessToken: `access-${accountId}`, accessSecret: `secret-${accountId}` }
    : { kind: 'facebook-page', pageAccessToken: `page-token-${accountId}` };
}

/** The text of a bench post. */
export function benchText(mark: string): string {
  return `${mark} ${BODY}`;
}

/**
 * Posts, approvals and deliveries as an approval makes them, each signed, in blocks; the alarms for
 * their times are set too.
 */
export async function insertApproved(ctx: Context, dues: readonly Due[]): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (let from = 0; from < dues.length; from += BLOCK) {
    const made = dues.slice(from, from + BLOCK).map((due) => approvedRows(ctx, due));
    await Promise.all([
      insertRows(
        ctx,
        'posts',
        made.map((rows) => rows.post),
      ),
      insertRows(
        ctx,
        'approvals',
        made.map((rows) => rows.approval),
      ),
    ]);
    // The rows that a worker looks for come last.
    await insertRows(
      ctx,
      'deliveries',
      made.map((rows) => rows.delivery),
    );
    planned.push(...made.map(({ mark, delivery: { dueAt } }) => ({ mark, at: dueAt.getTime() })));
  }
  for (const time of new Set(planned.map((one) => one.at))) {
    await ctx.alarmClock.setAlarm('deliveries-due', new Date(time));
  }
  return planned;
}

async function insertRows(
  ctx: Context,
  name: string,
  rows: readonly { id: string }[],
): Promise<void> {
  await ctx.connection
    .collection<{ _id: string }>(name)
    .insertMany(rows.map(({ id, ...rest }) => ({ _id: id, ...rest })));
}

function approvedRows(ctx: Context, { channel, at }: Due) {
  marks += 1;
  const mark = `zz${marks}zz`;
  const until = new Date(at.getTime() + WINDOW_MS);
  const { id: channelId, language } = channel;
  const version = { text: benchText(mark), platformTexts: {}, link: null, media: [] };
  const timing = { kind: 'at' as const, at: at.toISOString(), until: until.toISOString() };
  const sealed = sealContent(
    content({
      versions: { [language]: version },
      targets: [{ channelId, language, timing, zone: 'Asia/Ho_Chi_Minh' }],
    }),
  );
  const payload = sealPayload(sealed.content, language, channel);
  if (payload === null) throw new Error('a bench post has its version');
  const now = ctx.clock.now();
  const { contentJson, contentSha256 } = sealed;
  const { payloadSha256 } = payload;
  const targets = [{ channelId, language, payloadSha256 }];
  const ids = { postId: newId(), revision: 2, contentSha256 };
  const approverId = testPeople.spokesperson.id;
  const statement: ApprovalStatement = {
    schema: 'sugia.approval.v1',
    decision: 'approve',
    ...ids,
    filedUnder: filedUnder(post()),
    targets,
    approverId,
    approvedAt: now.toISOString(),
  };
  const text = canonicalJson(statement);
  const approvalId = newId();
  const { content: _content, ...stored } = post({
    id: ids.postId,
    ...sealed,
    state: 'approved',
    stateSince: now,
  });
  return {
    mark,
    post: { ...stored, searchKey: mark },
    approval: approval({
      id: approvalId,
      ...ids,
      contentJson,
      statement: text,
      targets,
      signature: { kind: 'server-ed25519', ...ctx.signer.sign(text) },
      approvedAt: now,
    }),
    delivery: delivery({
      id: newId(),
      ...ids,
      approvalId,
      channelId,
      platform: channel.platform,
      language,
      payloadSha256,
      stateSince: now,
      dueAt: at,
      notBefore: at,
      until,
    }),
  };
}
