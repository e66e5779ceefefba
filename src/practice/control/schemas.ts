import { z } from 'zod';
import { tokenStates } from '../types.ts';

const text = z.string().trim().min(1);
const platform = z.enum(['facebook', 'x']);
const number = z.coerce.number();

export const platformSchema = platform;

const tokensSchema = z.strictObject({
  pageAccessToken: text.optional(),
  accessToken: text.optional(),
  accessSecret: text.optional(),
  consumerKey: text.optional(),
  consumerSecret: text.optional(),
  oauth2: z
    .strictObject({
      accessToken: text,
      refreshToken: text,
      expiresAt: z.iso.datetime().nullable().default(null),
    })
    .optional(),
});

/** `PUT /practice/accounts/:platform/:accountId` */
export const accountSchema = z.strictObject({
  name: text,
  handle: z.string().regex(/^[A-Za-z0-9_.-]{1,80}$/),
  description: z.string().optional(),
  followers: number.int().min(0).optional(),
  likes: number.int().min(0).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  zone: z
    .string()
    .refine((zone) => isZone(zone), 'no such time zone')
    .optional(),
  premium: z.boolean().optional(),
  createdAt: z.iso.datetime().optional(),
  tokens: tokensSchema.optional(),
  tasks: z.array(text).optional(),
});
export type AccountOrder = z.infer<typeof accountSchema>;

export const tokenStateSchema = z.strictObject({ state: z.enum(tokenStates) });
export const clockSchema = z.strictObject({ offsetMs: number.int() });

/** `POST /practice/posts` */
export const pastPostSchema = z.strictObject({
  platform,
  accountId: text,
  text: z.string(),
  link: z.url().nullable().optional(),
  media: z.array(z.strictObject({ base64: z.base64(), alt: z.string().default('') })).default([]),
  createdAt: z.iso.datetime().optional(),
  id: z
    .string()
    .regex(/^[0-9_]+$/)
    .optional(),
});
export type PastPost = z.infer<typeof pastPostSchema>;

export const settingsSchema = z.strictObject({
  facebookVisibilitySeconds: number.min(0).optional(),
  xVisibilitySeconds: number.min(0).optional(),
  xVocabulary: z.enum(['asked', 'old', 'new']).optional(),
  xImageProcessingSeconds: number.min(0).optional(),
  rateLimits: z.boolean().optional(),
  videoSeconds: number.min(0).optional(),
  videoProcessing: z.enum(['works', 'fails', 'hangs']).optional(),
  redirectUris: z.array(z.url()).optional(),
});

export const instantSchema = z.iso.datetime({ offset: true });

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
