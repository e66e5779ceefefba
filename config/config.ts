import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readEnvironment } from './env.ts';
import type { Environment } from './env.ts';

export type Config = {
  mode: 'practice' | 'live';
  web: {
    host: string;
    port: number;
    publicUrl: string;
    sessionSecret: string;
    trustProxy: boolean | number | string;
    metricsToken: string | null;
  };
  mongodbUri: string;
  dataDir: string;
  logLevel: string;
  keys: {
    vaultKey: Buffer;
    vaultKeyPrevious: Buffer | null;
    /** Ed25519 private key in PKCS 8 PEM. */
    signingKeyPem: string;
  };
  facebook: {
    graphUrl: string;
    loginUrl: string;
    graphVersion: string;
    appId: string | null;
    appSecret: string | null;
  };
  x: {
    apiUrl: string;
    authorizeUrl: string;
    appKey: string | null;
    appSecret: string | null;
    clientId: string | null;
    clientSecret: string | null;
  };
  mail: { smtpUrl: string; from: string };
  /** Proxy for calls to the platforms; none in practice. */
  outboundProxyUrl: string | null;
};

/** Thrown when the environment does not make a configuration; lists every fault at once. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `the environment has ${faults.length} fault(s):\n${faults.map((f) => `  ${f}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

const DEFAULT_PORT = 4100;
const DEFAULT_GRAPH_VERSION = 'v25.0';
const LIVE_REQUIRED = [
  'MONGODB_URI',
  'SESSION_SECRET',
  'VAULT_KEY',
  'SIGNING_KEY',
  'SMTP_URL',
  'MAIL_FROM',
  'PUBLIC_URL',
] as const;

/**
 * The configuration tree of one process.
 * @throws ConfigError with every fault, of the fields and between them.
 */
export function loadConfig(variables: Record<string, string | undefined>): Config {
  const { env, faults } = readEnvironment(variables);
  const told = new Set(faults.map(nameOf));
  const all = [...faults, ...crossFieldFaults(env).filter((fault) => !told.has(nameOf(fault)))];
  if (all.length > 0) throw new ConfigError(all);
  return buildConfig(env);
}

/** The variable that a fault is about. */
function nameOf(fault: string): string {
  return fault.slice(0, fault.indexOf(':'));
}

function crossFieldFaults(env: Environment): string[] {
  const faults: string[] = [];
  if (env.SIGNING_KEY !== undefined && !isEd25519(signingKeyPem(env.SIGNING_KEY))) {
    faults.push('SIGNING_KEY: must be an Ed25519 private key (PKCS 8 PEM, or its base64)');
  }
  if (env.SUGIA_MODE === 'live') {
    for (const name of LIVE_REQUIRED) {
      if (env[name] === undefined) faults.push(`${name}: is required in live mode`);
    }
    if (env.PUBLIC_URL?.startsWith('http:') === true && !isLoopbackUrl(env.PUBLIC_URL)) {
      faults.push('PUBLIC_URL: must be https in live mode (http is allowed on this machine only)');
    }
  } else {
    for (const name of [
      'FACEBOOK_GRAPH_URL',
      'FACEBOOK_LOGIN_URL',
      'X_API_URL',
      'X_AUTHORIZE_URL',
      'SMTP_URL',
    ] as const) {
      const value = env[name];
      if (value !== undefined && !isLoopbackUrl(value)) {
        faults.push(`${name}: practice mode speaks to this machine only; ${value} is elsewhere`);
      }
    }
    if (env.HOST !== undefined && !isLoopbackHost(env.HOST)) {
      faults.push('HOST: practice mode listens on this machine only');
    }
    if (env.OUTBOUND_PROXY_URL !== undefined) {
      faults.push('OUTBOUND_PROXY_URL: practice mode uses no proxy');
    }
  }
  return faults;
}

function buildConfig(env: Environment): Config {
  const mode = env.SUGIA_MODE ?? 'practice';
  const port = env.PORT ?? DEFAULT_PORT;
  const dataDir = resolve(env.SUGIA_DATA_DIR ?? '.sugia');
  const secrets = mode === 'practice' ? practiceSecrets(dataDir) : null;
  const practiceUrl = `http://127.0.0.1:${port + 1}`;
  return {
    mode,
    web: {
      host: env.HOST ?? (mode === 'practice' ? '127.0.0.1' : '0.0.0.0'),
      port,
      publicUrl: (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
      sessionSecret: env.SESSION_SECRET ?? secrets?.sessionSecret ?? '',
      trustProxy: env.TRUST_PROXY ?? false,
      metricsToken: env.METRICS_TOKEN ?? null,
    },
    mongodbUri: env.MONGODB_URI ?? '',
    dataDir,
    logLevel: env.LOG_LEVEL ?? 'info',
    keys: {
      vaultKey: Buffer.from(env.VAULT_KEY ?? secrets?.vaultKey ?? '', 'base64'),
      vaultKeyPrevious:
        env.VAULT_KEY_PREVIOUS === undefined ? null : Buffer.from(env.VAULT_KEY_PREVIOUS, 'base64'),
      signingKeyPem: signingKeyPem(env.SIGNING_KEY ?? secrets?.signingKey ?? ''),
    },
    facebook: {
      graphUrl: trimSlash(
        env.FACEBOOK_GRAPH_URL ??
          (mode === 'practice' ? `${practiceUrl}/graph` : 'https://graph.facebook.com'),
      ),
      loginUrl: trimSlash(
        env.FACEBOOK_LOGIN_URL ??
          (mode === 'practice' ? `${practiceUrl}/facebook-login` : 'https://www.facebook.com'),
      ),
      graphVersion: env.FACEBOOK_GRAPH_VERSION ?? DEFAULT_GRAPH_VERSION,
      appId: env.FACEBOOK_APP_ID ?? (mode === 'practice' ? 'practice-app' : null),
      appSecret: env.FACEBOOK_APP_SECRET ?? (mode === 'practice' ? 'practice-app-secret' : null),
    },
    x: {
      apiUrl: trimSlash(env.X_API_URL ?? (mode === 'practice' ? practiceUrl : 'https://api.x.com')),
      authorizeUrl: trimSlash(
        env.X_AUTHORIZE_URL ??
          (mode === 'practice' ? `${practiceUrl}/x-authorize` : 'https://x.com'),
      ),
      appKey: env.X_APP_KEY ?? (mode === 'practice' ? 'practice-consumer-key' : null),
      appSecret: env.X_APP_SECRET ?? (mode === 'practice' ? 'practice-consumer-secret' : null),
      clientId: env.X_CLIENT_ID ?? (mode === 'practice' ? 'practice-client' : null),
      clientSecret: env.X_CLIENT_SECRET ?? (mode === 'practice' ? 'practice-client-secret' : null),
    },
    mail: {
      smtpUrl: env.SMTP_URL ?? `smtp://127.0.0.1:${port + 2}`,
      from: env.MAIL_FROM ?? 'Sứ Giả <su-gia@localhost>',
    },
    outboundProxyUrl: env.OUTBOUND_PROXY_URL ?? null,
  };
}

const SECRETS_FILE = 'practice-secrets.json';
type PracticeSecrets = { sessionSecret: string; vaultKey: string; signingKey: string };

/** Secrets of a practice desk, made once and kept beside its data. */
function practiceSecrets(dataDir: string): PracticeSecrets {
  const file = join(dataDir, SECRETS_FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as PracticeSecrets;
  const secrets: PracticeSecrets = {
    sessionSecret: randomBytes(32).toString('base64url'),
    vaultKey: randomBytes(32).toString('base64'),
    signingKey: generateKeyPairSync('ed25519')
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return JSON.parse(readFileSync(file, 'utf8')) as PracticeSecrets;
  }
  return secrets;
}

function signingKeyPem(value: string): string {
  return value.includes('-----BEGIN')
    ? value.replaceAll('\\n', '\n')
    : Buffer.from(value, 'base64').toString('utf8');
}

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

function isLoopbackUrl(value: string): boolean {
  return isLoopbackHost(new URL(value).hostname);
}

function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
  );
}

function trimSlash(value: string): string {
  return value.replace(/\/+$/, '');
}
