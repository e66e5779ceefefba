import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** Fields that may hold a secret are removed wherever they appear in a log entry. */
const SECRET_PATHS = [
  'password',
  'token',
  'accessToken',
  'accessSecret',
  'pageAccessToken',
  'refreshToken',
  'authorization',
  'cookie',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * A JSON logger. `error` means that a person must act. A command writes its log beside its outcome,
 * to standard error.
 */
export function createLogger(
  name: string,
  level = 'info',
  to: 'stdout' | 'stderr' = 'stdout',
): Logger {
  return pino(
    {
      name,
      level,
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: to === 'stdout' ? 1 : 2, sync: true }),
  );
}
