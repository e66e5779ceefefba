import type { Metrics } from '../domain/audience/metrics.ts';
import type { PlatformId } from '../domain/channels/channel.ts';
import type { TokenReading } from '../domain/channels/token.ts';
import type { Payload } from '../domain/deliveries/payload.ts';
import type {
  PublishOutcome,
  RawAnswer,
  RefusalReason,
  Retry,
  UnknownReason,
} from '../domain/deliveries/outcome.ts';
import type { SeenPost } from '../domain/deliveries/read-back.ts';

/** The bytes of one medium of a payload, in the payload's order. */
export type PublishMedia = { sha256: string; mimeType: string; alt: string; bytes: Uint8Array };

export type PublishCall = {
  accountId: string;
  credentials: Credentials;
  /** In a thread the part that is sent, as a payload of its own. */
  payload: Payload;
  media: PublishMedia[];
  /** The part before in a thread, which this one answers; left out for the first and the only. */
  replyTo?: string;
  /**
   * Told of each medium that was put on the platform unpublished, before the next step, where it lies
   * there until somebody removes it.
   */
  onStaged?: (platformMediaId: string) => Promise<void>;
  /** What `stage` gave for a payload whose media take long to upload; those are not in `media`. */
  staged?: string;
  /**
   * Asked when something took time first, media that were put on the platform or a connection that
   * was made, right before the call: what it comes to without being made, or null when it may go.
   */
  lastCheck?: () => Promise<PublishOutcome | null>;
  /** Ends the call; what was already on the wire by then is `unknown`. */
  deadlineMs: number;
};

/** Whether a call may still go, for the way out. */
export function mayStillGo({ lastCheck }: PublishCall): () => Promise<boolean> {
  return async () => lastCheck === undefined || (await lastCheck()) === null;
}

/** A video, opened when it is to be sent and never whole in memory. */
export type StreamedMedia = {
  sha256: string;
  mimeType: string;
  bytes: number;
  open(): AsyncIterable<Uint8Array>;
};

export type StageProgress = { stage: 'uploading' | 'processing'; percent: number };

export type StageCall = {
  accountId: string;
  credentials: Credentials;
  media: StreamedMedia;
  /** Ends the upload and the wait for the platform's processing. */
  deadlineMs: number;
  /** Ends it when the delivery is held, withdrawn or left. */
  signal: AbortSignal;
  onProgress(progress: StageProgress): void;
  /** Told of the video before its bytes go up, where it lies there until somebody removes it. */
  onStaged?: (platformMediaId: string) => Promise<void>;
};

/**
 * What an upload ahead of the publishing call came to; nothing of it is public, whatever it says.
 * `altered`: the bytes that went by do not hash to what was approved, so nothing was finished.
 */
export type StageOutcome =
  | { kind: 'staged'; handle: string; goodForMs: number }
  | { kind: 'altered' }
  | { kind: 'stopped' }
  | Extract<PublishOutcome, { kind: 'refused' }>;

/** Tokens of one channel as they come out of the vault. Never logged, never in an error. */
export type Credentials =
  | { kind: 'facebook-page'; pageAccessToken: string }
  | {
      kind: 'x-oauth1';
      consumerKey?: string;
      consumerSecret?: string;
      accessToken: string;
      accessSecret: string;
    }
  | { kind: 'x-oauth2'; accessToken: string; refreshToken: string; expiresAt: string };

/** Metrics by platform post id; `null` for a post that the platform no longer has. */
export type MetricsAnswer =
  | { kind: 'read'; metrics: Map<string, Metrics | null> }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

export type FollowersAnswer =
  | { kind: 'read'; followers: number | null }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/** Who a token speaks for: asked when a channel is added. */
export type IdentityAnswer =
  | { kind: 'read'; accountId: string; name: string; handle: string; publicUrl: string }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/** Posts of an account, newest first; `complete` when nothing since the asked time was left out. */
export type RecentAnswer =
  | { kind: 'read'; posts: SeenPost[]; complete: boolean }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/** The post behind an address; `post` is null when this account has none there. */
export type AddressAnswer =
  | { kind: 'not-an-address' }
  | { kind: 'read'; post: SeenPost | null }
  | {
      kind: 'failed';
      /** The id that the address names. */
      platformPostId: string;
      reason: RefusalReason | 'unreadable';
      code: string | null;
    };

/** What a token is and may do: asked when a channel is connected, and once a day. */
export type TokenAnswer =
  | { kind: 'read'; token: TokenReading }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/** One post of an account by its id; `post` is null when the platform has none any more. */
export type PostAnswer =
  | { kind: 'read'; post: SeenPost | null }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/** What a platform made of the wish to remove something: `gone` when it was not there any more. */
export type RemovalOutcome =
  | { kind: 'removed' | 'gone'; raw: RawAnswer }
  | { kind: 'refused'; reason: RefusalReason; retry: Retry; raw: RawAnswer }
  | { kind: 'unknown'; reason: UnknownReason; raw: RawAnswer };

export type RenewalAnswer =
  | { kind: 'not-needed' }
  | { kind: 'renewed'; credentials: Credentials }
  | { kind: 'failed'; reason: RefusalReason | 'unreadable'; code: string | null };

/**
 * One social network. Generic code knows this and never names a network. No method throws for
 * anything the network does: every answer, or lack of one, is a value.
 */
export type Platform = {
  id: PlatformId;
  publish(call: PublishCall): Promise<PublishOutcome>;
  /** The application that calls with these credentials are billed to; null where they are free. */
  payingApp(credentials: Credentials): string | null;
  /** Uploads a video unseen by the public, for a publishing call that follows. */
  stage(call: StageCall): Promise<StageOutcome>;
  /** Reads the figures of up to 100 posts of one account. */
  readMetrics(call: {
    accountId: string;
    credentials: Credentials;
    platformPostIds: string[];
  }): Promise<MetricsAnswer>;
  readFollowers(call: { accountId: string; credentials: Credentials }): Promise<FollowersAnswer>;
  readIdentity(call: { accountId: string; credentials: Credentials }): Promise<IdentityAnswer>;
  /** Reads kind, scopes and ends of an account's token, as far as the network tells them. */
  inspectToken(call: { accountId: string; credentials: Credentials }): Promise<TokenAnswer>;
  /** Reads what the audience sees of an account since a time, at most `limit` posts of it. */
  readRecent(call: {
    accountId: string;
    credentials: Credentials;
    since: Date;
    limit: number;
  }): Promise<RecentAnswer>;
  /** Reads the post at a public address, which must lie on the account's own page. */
  readAddress(call: {
    account: { accountId: string; handle: string; publicUrl: string };
    /** Null when the channel has none: the address alone is judged. */
    credentials: Credentials | null;
    address: string;
  }): Promise<AddressAnswer>;
  /** Reads one post of this account by its id. */
  readPost(call: {
    accountId: string;
    credentials: Credentials;
    platformPostId: string;
  }): Promise<PostAnswer>;
  /** Removes one post of this account, or a medium of it that was never published. */
  remove(call: {
    accountId: string;
    credentials: Credentials;
    platformId: string;
    deadlineMs: number;
  }): Promise<RemovalOutcome>;
  /**
   * New credentials for ones that are about to expire. The old ones are dead once this answers
   * `renewed`: store the new ones before using them, and ask under a lock of the channel.
   */
  renewCredentials(credentials: Credentials): Promise<RenewalAnswer>;
  /** Closes kept-alive connections. */
  close(): void;
};

export type Platforms = Record<PlatformId, Platform>;
