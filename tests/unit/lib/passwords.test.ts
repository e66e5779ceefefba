import { describe, expect, it } from '@jest/globals';
import { passwordProblem } from '../../../src/domain/people/password-rule.ts';
import { hashPassword, verifyNobody, verifyPassword } from '../../../src/lib/passwords.ts';

const PASSWORD = 'một câu dài để nhớ';

describe('passwords', () => {
  it('are kept as argon2id with 19 MiB and two passes, each with its own salt', async () => {
    const [first, second] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
  });

  it('let in the right person and nobody else', async () => {
    const hash = await hashPassword(PASSWORD);
    expect(await verifyPassword(hash, PASSWORD)).toBe(true);
    expect(await verifyPassword(hash, `${PASSWORD} `)).toBe(false);
    expect(await verifyPassword(hash, '')).toBe(false);
  });

  it('are the same however the keyboard composes its diacritics', async () => {
    const hash = await hashPassword(PASSWORD.normalize('NFC'));
    expect(await verifyPassword(hash, PASSWORD.normalize('NFD'))).toBe(true);
  });

  it('are never right for an account that does not exist', async () => {
    expect(await verifyNobody(PASSWORD)).toBe(false);
  });
});

describe('a new password', () => {
  it('has at least 12 characters as a person counts them', () => {
    expect(passwordProblem('mười một ký')).toBe('password-too-short');
    expect(passwordProblem('mười hai ký'.normalize('NFD'))).toBe('password-too-short');
    expect(passwordProblem('mười hai chữ')).toBeNull();
  });

  it('has at most 256 characters', () => {
    expect(passwordProblem('ă'.repeat(256))).toBeNull();
    expect(passwordProblem('ă'.repeat(257))).toBe('password-too-long');
  });
});
