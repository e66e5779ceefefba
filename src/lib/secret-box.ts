import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * A secret as it lies in the database: the text under a key of its own, and that key under the
 * master key. Plain JSON; binary fields are base64, each ciphertext with its tag at the end.
 */
export type SealedSecret = {
  v: 1;
  /** Names the master key without telling it: first 8 hexadecimal digits of its SHA-256. */
  keyId: string;
  /** What the secret belongs to; authenticated, so a secret moved to another row does not open. */
  context: string;
  wrapIv: string;
  wrappedKey: string;
  iv: string;
  data: string;
};

/**
 * - `wrong-context`: sealed for another row or field
 * - `unknown-key`: neither the present nor the previous master key sealed it
 * - `altered`: some byte is not what was sealed
 */
export type SecretBoxFault = 'wrong-context' | 'unknown-key' | 'altered';

const FAULT_WORDS: Record<SecretBoxFault, string> = {
  'wrong-context': 'it was sealed for something else',
  'unknown-key': 'neither the present nor the previous master key sealed it',
  altered: 'it is not what was sealed',
};

/** Thrown when a sealed secret does not open. Holds no part of the secret. */
export class SecretBoxError extends Error {
  override name = 'SecretBoxError';
  readonly fault: SecretBoxFault;

  constructor(fault: SecretBoxFault, context: string, cause?: unknown) {
    super(`the sealed secret "${context}" does not open: ${FAULT_WORDS[fault]}`, { cause });
    this.fault = fault;
  }
}

export type SecretBox = {
  /** Names of the master keys it opens with, the present one first. */
  keyIds: readonly string[];
  seal(plain: string, context: string): SealedSecret;
  /**
   * Takes what the database holds, whatever that is.
   * @throws SecretBoxError naming the fault.
   */
  open(sealed: unknown, context: string): string;
  /** True while a secret still depends on the previous master key. */
  needsRewrap(sealed: unknown): boolean;
  /** The same secret under the present master key; the text itself is not opened. */
  rewrap(sealed: unknown): SealedSecret;
};

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM envelopes under one master key; the previous key opens what it once sealed. */
export function createSecretBox(keys: { key: Buffer; previousKey: Buffer | null }): SecretBox {
  const current = { id: keyIdOf(keys.key), key: keys.key };
  const known = new Map([[current.id, current.key]]);
  if (keys.previousKey !== null && !known.has(keyIdOf(keys.previousKey))) {
    known.set(keyIdOf(keys.previousKey), keys.previousKey);
  }

  const wrap = (dataKey: Buffer): Pick<SealedSecret, 'keyId' | 'wrapIv' | 'wrappedKey'> => {
    const wrapped = encrypt(current.key, dataKey, wrapLabel(current.id));
    return { keyId: current.id, wrapIv: wrapped.iv, wrappedKey: wrapped.data };
  };

  const unwrap = (sealed: SealedSecret): Buffer => {
    const key = known.get(sealed.keyId);
    if (key === undefined) throw new SecretBoxError('unknown-key', sealed.context);
    return decrypt(key, sealed.wrapIv, sealed.wrappedKey, wrapLabel(sealed.keyId), sealed.context);
  };

  return {
    keyIds: [...known.keys()],
    seal(plain, context) {
      const dataKey = randomBytes(KEY_BYTES);
      const { iv, data } = encrypt(dataKey, Buffer.from(plain, 'utf8'), context);
      return { v: 1, context, ...wrap(dataKey), iv, data };
    },
    open(stored, context) {
      const sealed = readSealed(stored);
      if (sealed.context !== context) throw new SecretBoxError('wrong-context', context);
      const dataKey = unwrap(sealed);
      return decrypt(dataKey, sealed.iv, sealed.data, context, context).toString('utf8');
    },
    needsRewrap: (stored) => readSealed(stored).keyId !== current.id,
    rewrap(stored) {
      const sealed = readSealed(stored);
      return { ...sealed, ...wrap(unwrap(sealed)) };
    },
  };
}

const TEXT_FIELDS = ['keyId', 'context', 'wrapIv', 'wrappedKey', 'iv', 'data'] as const;

function readSealed(stored: unknown): SealedSecret {
  if (isSealedSecret(stored)) return stored;
  throw new SecretBoxError('altered', 'of no known form');
}

function isSealedSecret(stored: unknown): stored is SealedSecret {
  if (typeof stored !== 'object' || stored === null) return false;
  const fields = new Map<string, unknown>(Object.entries(stored));
  return fields.get('v') === 1 && TEXT_FIELDS.every((name) => typeof fields.get(name) === 'string');
}

function keyIdOf(key: Buffer): string {
  if (key.length !== KEY_BYTES) throw new RangeError(`a master key is ${KEY_BYTES} bytes`);
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function wrapLabel(keyId: string): string {
  return `sugia.data-key.v1:${keyId}`;
}

function encrypt(key: Buffer, plain: Buffer, associated: string): { iv: string; data: string } {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { iv: iv.toString('base64'), data: sealed.toString('base64') };
}

function decrypt(
  key: Buffer,
  iv: string,
  data: string,
  associated: string,
  context: string,
): Buffer {
  try {
    const sealed = Buffer.from(data, 'base64');
    const split = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(associated, 'utf8'));
    decipher.setAuthTag(sealed.subarray(split));
    return Buffer.concat([decipher.update(sealed.subarray(0, split)), decipher.final()]);
  } catch (error) {
    throw new SecretBoxError('altered', context, error);
  }
}
