/** What the practice platforms know. Instants are milliseconds of practice time. */
export const practicePlatforms = ['facebook', 'x'] as const;
export type PracticePlatform = (typeof practicePlatforms)[number];

export const tokenStates = ['valid', 'revoked', 'expired', 'no-permission', 'suspended'] as const;
export type TokenState = (typeof tokenStates)[number];

export type OAuth2Pair = { accessToken: string; refreshToken: string; expiresAt: string | null };

/** Tokens that somebody allowed on the consent page; those of `AccountTokens` may do everything. */
export type TokenGrant = {
  accessToken: string;
  /** Only of X, and only when the desk may stay connected. */
  refreshToken: string | null;
  /** When it dies: practice time on Facebook, real time on X. */
  expiresAt: string | null;
  scopes: string[];
  grantedAt: number;
};

export type AccountTokens = {
  pageAccessToken: string | null;
  accessToken: string | null;
  accessSecret: string | null;
  consumerKey: string | null;
  consumerSecret: string | null;
  oauth2: OAuth2Pair | null;
};

export type Account = {
  platform: PracticePlatform;
  accountId: string;
  name: string;
  handle: string;
  description: string;
  /** Followers at `createdAt`; the audience drifts from there. */
  followers: number;
  /** People who like the Page: below 100 it has no insights. */
  likes: number;
  language: string;
  zone: string;
  /** May write more than 280 on X. */
  premium: boolean;
  tokens: AccountTokens;
  grants?: TokenGrant[];
  /** What the person at the consent page may do on a Page; all when left out. */
  tasks?: string[];
  tokenState: TokenState;
  createdAt: number;
};

export type Post = {
  platform: PracticePlatform;
  accountId: string;
  id: string;
  /** As it arrived, NFC on X. */
  text: string;
  link: string | null;
  mediaIds: string[];
  createdAt: number;
  /** From when it is in lists; null for a post that is not published. */
  publishedAt: number | null;
  deletedAt: number | null;
  replyTo: string | null;
  quoteOf: string | null;
};

export type Medium = {
  platform: PracticePlatform;
  accountId: string;
  id: string;
  state: 'uploading' | 'processing' | 'ready' | 'failed';
  /** What the uploader said it would send. */
  declaredType: string;
  declaredBytes: number;
  /** What it turned out to be, by its bytes. */
  mimeType: string;
  sha256: string;
  alt: string;
  createdAt: number;
  readyAt: number;
  deletedAt: number | null;
};

export type Mail = {
  id: string;
  receivedAt: number;
  from: string;
  to: string[];
  subject: string;
  messageId: string;
  attachments: string[];
};

export type Settings = {
  facebookVisibilitySeconds: number;
  xVisibilitySeconds: number;
  xVocabulary: 'asked' | 'old' | 'new';
  xImageProcessingSeconds: number;
  rateLimits: boolean;
  /** Addresses that the two apps may send people back to; empty: any of this machine. */
  redirectUris: string[];
  /** How long films are worked on, and what comes of it. */
  videoSeconds: number;
  videoProcessing: 'works' | 'fails' | 'hangs';
};

export const defaultSettings: Settings = {
  facebookVisibilitySeconds: 2,
  xVisibilitySeconds: 0,
  xVocabulary: 'asked',
  xImageProcessingSeconds: 0,
  rateLimits: true,
  videoSeconds: 2,
  videoProcessing: 'works',
  redirectUris: [],
};
