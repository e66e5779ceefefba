import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBoxError, createSecretBox } from '../../../src/lib/secret-box.ts';
import type { SealedSecret } from '../../../src/lib/secret-box.ts';

const key = randomBytes(32);
const box = createSecretBox({ key, previousKey: null });
const CONTEXT = 'channel:c1:credentials';
const PLAIN = JSON.stringify({ pageAccessToken: 'EAAB-bí-mật' });

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretBoxError) return error.fault;
    throw error;
  }
  return 'none';
}

describe('sealed secrets', () => {
  it('open to what was sealed, also after a way through JSON', () => {
    const stored: unknown = JSON.parse(JSON.stringify(box.seal(PLAIN, CONTEXT)));
    expect(box.open(stored, CONTEXT)).toBe(PLAIN);
    expect(box.open(box.seal('', CONTEXT), CONTEXT)).toBe('');
  });

  it('show nothing of the text, and never look the same twice', () => {
    const [first, second] = [box.seal(PLAIN, CONTEXT), box.seal(PLAIN, CONTEXT)];
    expect(JSON.stringify(first)).not.toContain('EAAB');
    expect(first.data).not.toBe(second.data);
    expect(first.wrappedKey).not.toBe(second.wrappedKey);
    expect(Buffer.from(first.iv, 'base64')).toHaveLength(12);
  });

  it('do not open for another channel, even when the label is rewritten', () => {
    const sealed = box.seal(PLAIN, CONTEXT);
    const other = 'channel:c2:credentials';
    expect(faultOf(() => box.open(sealed, other))).toBe('wrong-context');
    expect(faultOf(() => box.open({ ...sealed, context: other }, other))).toBe('altered');
  });

  it.each(['data', 'iv', 'wrappedKey', 'wrapIv'] as const)(
    'do not open when one bit of %s is altered, or its end is missing',
    (field) => {
      const sealed = box.seal(PLAIN, CONTEXT);
      const bytes = Buffer.from(sealed[field], 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const altered = { ...sealed, [field]: bytes.toString('base64') };
      const cut = { ...sealed, [field]: bytes.subarray(0, 5).toString('base64') };
      expect(faultOf(() => box.open(altered, CONTEXT))).toBe('altered');
      expect(faultOf(() => box.open(cut, CONTEXT))).toBe('altered');
    },
  );

  it.each([null, undefined, 'text', {}, { v: 2 }])('refuse %j as no sealed secret', (stored) => {
    expect(faultOf(() => box.open(stored, CONTEXT))).toBe('altered');
  });

  it('do not open under a master key that nobody holds any more', () => {
    const stranger = createSecretBox({ key: randomBytes(32), previousKey: null });
    expect(faultOf(() => stranger.open(box.seal(PLAIN, CONTEXT), CONTEXT))).toBe('unknown-key');
  });

  it('move to a new master key without being opened', () => {
    const old = box.seal(PLAIN, CONTEXT);
    const newKey = randomBytes(32);
    const rotating = createSecretBox({ key: newKey, previousKey: key });
    expect(rotating.open(old, CONTEXT)).toBe(PLAIN);
    expect(rotating.needsRewrap(old)).toBe(true);
    const moved: SealedSecret = rotating.rewrap(old);
    expect(moved.data).toBe(old.data);
    expect(rotating.needsRewrap(moved)).toBe(false);
    const rotated = createSecretBox({ key: newKey, previousKey: null });
    expect(rotated.open(moved, CONTEXT)).toBe(PLAIN);
    expect(faultOf(() => rotated.open(old, CONTEXT))).toBe('unknown-key');
  });

  it('need a master key of 32 bytes', () => {
    expect(() => createSecretBox({ key: randomBytes(16), previousKey: null })).toThrow(RangeError);
  });
});
