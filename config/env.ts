import { z } from 'zod';

const url = z.url();
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((value) => ['true', '1', 'yes'].includes(value));
const key32 = z.base64().refine((value) => Buffer.from(value, 'base64').length === 32, {
  message: 'must be 32 bytes in base64',
});

/** Every variable the product reads, as text; cross-field rules are in config.ts. */
export const environmentSchema = z.object({
  SUGIA_MODE: z.enum(['practice', 'live']).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://')
    .optional(),
  SESSION_SECRET: z.string().min(32).optional(),
  VAULT_KEY: key32.optional(),
  VAULT_KEY_PREVIOUS: key32.optional(),
  SIGNING_KEY: z.string().min(1).optional(),
  FACEBOOK_GRAPH_URL: url.optional(),
  FACEBOOK_LOGIN_URL: url.optional(),
  FACEBOOK_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, 'must look like v25.0')
    .optional(),
  FACEBOOK_APP_ID: z.string().min(1).optional(),
  FACEBOOK_APP_SECRET: z.string().min(1).optional(),
  X_API_URL: url.optional(),
  X_AUTHORIZE_URL: url.optional(),
  X_APP_KEY: z.string().min(1).optional(),
  X_APP_SECRET: z.string().min(1).optional(),
  X_CLIENT_ID: z.string().min(1).optional(),
  X_CLIENT_SECRET: z.string().min(1).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  SUGIA_DATA_DIR: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  TRUST_PROXY: z.union([z.coerce.number().int().min(0), flag, z.string()]).optional(),
  OUTBOUND_PROXY_URL: url.optional(),
  METRICS_TOKEN: z.string().min(16).optional(),
});

export type Environment = z.infer<typeof environmentSchema>;

/**
 * The variables as read, and every fault as `NAME: what is wrong`; a variable at fault is left out.
 * Empty values count as unset.
 */
export function readEnvironment(variables: Record<string, string | undefined>): {
  env: Environment;
  faults: string[];
} {
  const given = Object.entries(variables).filter(([, value]) => value !== '');
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return { env: parsed.data, faults: [] };
  const { issues } = parsed.error;
  const wrong = new Set(issues.map((issue) => String(issue.path[0])));
  return {
    env: environmentSchema.parse(Object.fromEntries(given.filter(([name]) => !wrong.has(name)))),
    faults: issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}
