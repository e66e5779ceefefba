import type { TokenAnswer } from '../../clients/platform.ts';
import { daysUntil, factsOf, nextTokenCheck, warningDue } from '../../domain/channels/token.ts';
import type { TokenFacts, TokenReading } from '../../domain/channels/token.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import { disconnects } from '../../domain/deliveries/after-refusal.ts';
import type { Notice } from '../../domain/notices/notice.ts';
import type { TokenCheck } from '../../stores/channels-store.ts';
import type { ActionContext } from '../context.ts';
import { readCredentials } from './credentials.ts';
import { freshCredentials } from './fresh-credentials.ts';
import { hasSameTokens, loseConnection, tokenNotices } from './lose-connection.ts';

const AT_ONCE = 3;
const MOST_PER_ROUND = 30;
/** A check that did not get through is made again after this; so is one whose worker was lost. */
const AGAIN_AFTER_MS = 15 * 60_000;

/**
 * Asks each platform about the tokens whose daily check is due, a few at a time: kind, scopes and
 * ends are kept on the channel, people are warned ahead of an end, and a token that is dead or may
 * not publish disconnects its channel. That a platform could not be asked says nothing of a token.
 */
export async function checkTokens(ctx: ActionContext): Promise<number> {
  const due = await ctx.stores.channels.listTokenChecks(ctx.clock.now(), MOST_PER_ROUND);
  let checked = 0;
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const done = await Promise.all(due.slice(at, at + AT_ONCE).map((one) => checkOne(ctx, one)));
    checked += done.filter(Boolean).length;
  }
  return checked;
}

async function checkOne(ctx: ActionContext, { channel, dueAt }: TokenCheck): Promise<boolean> {
  const now = ctx.clock.now();
  const { channels } = ctx.stores;
  if (dueAt === null) {
    await channels.claimTokenCheck(channel.id, null, nextTokenCheck(channel.id, now));
    return false;
  }
  const again = new Date(now.getTime() + AGAIN_AFTER_MS);
  if (!(await channels.claimTokenCheck(channel.id, dueAt, again))) return false;
  // Renewal may find out by itself that the pair is dead, and disconnects the channel then.
  const fresh = await freshCredentials(ctx, channel);
  const read = fresh === null ? null : await readCredentials(ctx, channel.id);
  if (read === null) {
    await keepUnchecked(ctx, channel, 'no-tokens', again, null);
    return false;
  }
  const { accountId, platform } = channel;
  const { credentials, sealed } = read;
  const answer = await ctx.platforms[platform].inspectToken({ accountId, credentials });
  return answer.kind === 'read'
    ? keepReading(ctx, channel, answer.token, sealed.iv)
    : keepFailure(ctx, channel, answer, { iv: sealed.iv, again, kind: credentials.kind });
}

async function keepReading(
  ctx: ActionContext,
  channel: Channel,
  reading: TokenReading,
  iv: string,
): Promise<boolean> {
  const now = ctx.clock.now();
  const before = channel.token ?? null;
  const facts = factsOf(reading, now, before);
  const warning = warningDue(facts, now);
  const stops = reading.missing.filter((one) => one.stopsPublishing);
  const notices = [
    ...(stops.length > 0 ? [] : await aboutMissing(ctx, channel, facts, before)),
    ...(warning === null
      ? []
      : await tokenNotices(ctx, channel, 'channel-token-ending', {
          days: daysUntil(warning.end, now),
        })),
  ];
  // First of all: should this process end here, the next look must not find the channel connected.
  if (stops.length > 0) {
    await loseConnection(ctx, channel, {
      reason: 'permission-missing',
      code: stops.map(({ name }) => name).join(', '),
      kind: 'channel-scope-missing',
      iv,
    });
  }
  const kept = { ...facts, warned: warning ?? facts.warned };
  await keep(ctx, channel.id, kept, nextTokenCheck(channel.id, now), notices, iv);
  return true;
}

/** A scope that went missing since the last check, told once and by its name. */
async function aboutMissing(
  ctx: ActionContext,
  channel: Channel,
  facts: TokenFacts,
  before: TokenFacts | null,
): Promise<Notice[]> {
  const known = new Set(before?.problems.map(({ what }) => what));
  const fresh = facts.problems.map(({ what }) => what).filter((what) => !known.has(what));
  if (fresh.length === 0) return [];
  return tokenNotices(ctx, channel, 'channel-scope-missing', { code: fresh.join(', ') });
}

async function keepFailure(
  ctx: ActionContext,
  channel: Channel,
  { reason, code }: Extract<TokenAnswer, { kind: 'failed' }>,
  asked: { iv: string; again: Date; kind: TokenFacts['kind'] },
): Promise<boolean> {
  if (reason === 'unreadable' || !disconnects(reason)) {
    ctx.log.warn({ channelId: channel.id, reason, code }, 'a token could not be checked');
    await keepUnchecked(ctx, channel, code ?? reason, asked.again, asked.iv);
    return false;
  }
  const now = ctx.clock.now();
  const what = code ?? reason;
  const facts: TokenFacts = {
    kind: asked.kind,
    scopes: null,
    expiresAt: null,
    dataAccessExpiresAt: null,
    warned: null,
    ...channel.token,
    checkedAt: now,
    problems: [{ kind: 'dead', what }],
  };
  await loseConnection(ctx, channel, { reason, code, kind: 'channel-token-dead', iv: asked.iv });
  await keep(ctx, channel.id, facts, nextTokenCheck(channel.id, now), [], asked.iv);
  return true;
}

/** The token is as good as it was; the page says that the last check did not get through. */
async function keepUnchecked(
  ctx: ActionContext,
  channel: Channel,
  what: string,
  again: Date,
  iv: string | null,
): Promise<void> {
  const before = channel.token ?? null;
  if (before === null) return;
  const problems = [
    ...before.problems.filter(({ kind }) => kind !== 'not-checked'),
    { kind: 'not-checked' as const, what },
  ];
  await keep(ctx, channel.id, { ...before, problems }, again, [], iv);
}

async function keep(
  ctx: ActionContext,
  channelId: string,
  facts: TokenFacts,
  next: Date,
  notices: Notice[],
  iv: string | null,
): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    // What was found holds for the tokens that were asked about, and not for newer ones.
    if (iv !== null && !(await hasSameTokens(ctx, channelId, iv, tx))) return;
    await ctx.stores.channels.saveToken(channelId, facts, next, tx);
    await ctx.stores.notices.insertNotices(notices, tx);
  });
}
