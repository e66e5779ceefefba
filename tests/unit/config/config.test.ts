import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '../../../config/config.ts';
import { createApprovalSigner } from '../../../src/lib/approval-signer.ts';

type Variables = Record<string, string | undefined>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'sugia-config-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const pem = generateKeyPairSync('ed25519')
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

const live: Variables = {
  SUGIA_MODE: 'live',
  MONGODB_URI: 'mongodb://db.mofa.example/sugia',
  SESSION_SECRET: 's'.repeat(32),
  VAULT_KEY: randomBytes(32).toString('base64'),
  SIGNING_KEY: pem,
  SMTP_URL: 'smtps://mail.mofa.example:465',
  MAIL_FROM: 'Sứ Giả <su-gia@mofa.example>',
  PUBLIC_URL: 'https://desk.mofa.example',
};

function faultsOf(variables: Variables): readonly string[] {
  try {
    loadConfig({ SUGIA_DATA_DIR: dir, ...variables });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

const namesOf = (faults: readonly string[]) => faults.map((fault) => fault.split(':')[0]);

describe('a malformed environment', () => {
  it('is told with every fault at once', () => {
    const faults = faultsOf({
      SUGIA_MODE: 'rehearsal',
      PORT: '99999',
      PUBLIC_URL: 'desk',
      MONGODB_URI: 'postgres://db',
      SESSION_SECRET: 'short',
      VAULT_KEY: 'AAAA',
      FACEBOOK_GRAPH_URL: 'graph',
      FACEBOOK_GRAPH_VERSION: '25',
      SMTP_URL: 'http://mail',
      LOG_LEVEL: 'loud',
      METRICS_TOKEN: 'short',
    });
    expect(namesOf(faults)).toEqual([
      'SUGIA_MODE',
      'PORT',
      'PUBLIC_URL',
      'MONGODB_URI',
      'SESSION_SECRET',
      'VAULT_KEY',
      'FACEBOOK_GRAPH_URL',
      'FACEBOOK_GRAPH_VERSION',
      'SMTP_URL',
      'LOG_LEVEL',
      'METRICS_TOKEN',
    ]);
  });

  it('is told with what is missing and what does not go together as well', () => {
    const faults = faultsOf({ ...live, VAULT_KEY: 'AAAA', SMTP_URL: undefined, SIGNING_KEY: 'x' });
    expect(namesOf(faults)).toEqual(['VAULT_KEY', 'SIGNING_KEY', 'SMTP_URL']);
    expect(namesOf(faultsOf({ PORT: 'x', SMTP_URL: 'smtp://mail.mofa.example' }))).toEqual([
      'PORT',
      'SMTP_URL',
    ]);
  });

  it('never repeats a secret in its message', () => {
    const secret = 'hunter2-hunter2';
    const faults = faultsOf({ SESSION_SECRET: secret, VAULT_KEY: secret, METRICS_TOKEN: secret });
    expect(new Set(namesOf(faults)).size).toBe(3);
    expect(faults.join('\n')).not.toContain('hunter2');
  });

  it('counts an empty value as unset', () => {
    expect(faultsOf({ PORT: '', SMTP_URL: '', SUGIA_MODE: '' })).toEqual([]);
  });
});

describe('practice mode', () => {
  it.each([
    ['FACEBOOK_GRAPH_URL', 'https://graph.facebook.com'],
    ['FACEBOOK_LOGIN_URL', 'https://www.facebook.com'],
    ['X_API_URL', 'https://api.x.com'],
    ['X_AUTHORIZE_URL', 'https://x.com'],
    ['X_API_URL', 'http://127.0.0.1.evil.example'],
    ['X_API_URL', 'http://localhost.evil.example'],
    ['X_API_URL', 'http://127.0.0.1@evil.example'],
    ['X_API_URL', 'http://10.0.0.1'],
    ['X_API_URL', 'http://[::ffff:10.0.0.1]'],
    ['SMTP_URL', 'smtp://mail.mofa.example'],
    ['HOST', '0.0.0.0'],
    ['OUTBOUND_PROXY_URL', 'http://127.0.0.1:3128'],
  ])('refuses %s=%s: nothing may leave this machine', (name, value) => {
    expect(namesOf(faultsOf({ [name]: value }))).toEqual([name]);
  });

  it.each([
    'http://127.0.0.1:4101',
    'http://localhost:4101',
    'http://[::1]:4101',
    'http://127.9.9.9',
  ])('takes an address on this machine: %s', (url) => {
    expect(faultsOf({ FACEBOOK_GRAPH_URL: `${url}/graph`, X_API_URL: url })).toEqual([]);
  });

  it('needs nothing set: it listens on loopback and speaks to the ports beside its own', () => {
    const config = loadConfig({ SUGIA_DATA_DIR: dir, PORT: '5200' });
    expect(config).toMatchObject({
      mode: 'practice',
      web: { host: '127.0.0.1', port: 5200, publicUrl: 'http://localhost:5200' },
      facebook: { graphUrl: 'http://127.0.0.1:5201/graph' },
      x: { apiUrl: 'http://127.0.0.1:5201' },
      mail: { smtpUrl: 'smtp://127.0.0.1:5202' },
      outboundProxyUrl: null,
    });
  });

  it('makes its secrets once, keeps them for its owner alone, and finds them again', () => {
    const own = join(dir, 'secrets');
    const first = loadConfig({ SUGIA_DATA_DIR: own });
    const again = loadConfig({ SUGIA_DATA_DIR: own });
    expect(again.keys).toEqual(first.keys);
    expect(again.web.sessionSecret).toBe(first.web.sessionSecret);
    expect(first.keys.vaultKey).toHaveLength(32);
    const file = join(own, 'practice-secrets.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain(first.web.sessionSecret);
    expect(loadConfig({ SUGIA_DATA_DIR: join(dir, 'other') }).keys).not.toEqual(first.keys);
  });

  it('uses a secret that was given instead of its own', () => {
    const key = randomBytes(32);
    const config = loadConfig({ SUGIA_DATA_DIR: dir, VAULT_KEY: key.toString('base64') });
    expect(config.keys.vaultKey).toEqual(key);
  });
});

describe('live mode', () => {
  it('demands every secret, and names all that are missing', () => {
    expect(namesOf(faultsOf({ SUGIA_MODE: 'live' }))).toEqual([
      'MONGODB_URI',
      'SESSION_SECRET',
      'VAULT_KEY',
      'SIGNING_KEY',
      'SMTP_URL',
      'MAIL_FROM',
      'PUBLIC_URL',
    ]);
  });

  it.each(Object.keys(live).filter((name) => name !== 'SUGIA_MODE'))(
    'does not start without %s',
    (name) => {
      expect(namesOf(faultsOf({ ...live, [name]: undefined }))).toEqual([name]);
    },
  );

  it('speaks to the real platforms and makes no secret of its own', () => {
    const own = join(dir, 'live');
    const config = loadConfig({ ...live, SUGIA_DATA_DIR: own });
    expect(config).toMatchObject({
      mode: 'live',
      facebook: { graphUrl: 'https://graph.facebook.com', appId: null, appSecret: null },
      x: { apiUrl: 'https://api.x.com', appKey: null, clientSecret: null },
      web: { host: '0.0.0.0' },
    });
    expect(() => statSync(own)).toThrow('ENOENT');
  });

  it('may be pointed at other servers that speak the same protocols', () => {
    const config = loadConfig({
      ...live,
      FACEBOOK_GRAPH_URL: 'http://judge.example:9000/graph/',
      X_API_URL: 'http://127.0.0.1:9001/',
    });
    expect(config.facebook.graphUrl).toBe('http://judge.example:9000/graph');
    expect(config.x.apiUrl).toBe('http://127.0.0.1:9001');
  });

  it('refuses a desk reached without encryption, unless it is on this machine', () => {
    expect(namesOf(faultsOf({ ...live, PUBLIC_URL: 'http://desk.mofa.example' }))).toEqual([
      'PUBLIC_URL',
    ]);
    expect(faultsOf({ ...live, PUBLIC_URL: 'http://localhost:4100' })).toEqual([]);
  });

  it('takes the signing key as PEM, on one line, or in base64, and no other kind of key', () => {
    const shapes = [pem, pem.replaceAll('\n', '\\n'), Buffer.from(pem).toString('base64')];
    for (const key of shapes) {
      const config = loadConfig({ ...live, SIGNING_KEY: key });
      expect(createApprovalSigner(config.keys.signingKeyPem).sign('x').value).not.toBe('');
    }
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString();
    for (const key of [rsa, 'not a key']) {
      expect(namesOf(faultsOf({ ...live, SIGNING_KEY: key }))).toEqual(['SIGNING_KEY']);
    }
  });
});
