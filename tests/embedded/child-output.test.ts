import { describe, expect, it } from '@jest/globals';
import { readableLine } from '../../src/embedded/child-output.ts';
import { welcomeLines } from '../../src/embedded/welcome.ts';

describe('the terminal', () => {
  it('shows a warning with its cause', () => {
    const line = {
      level: 50,
      time: '2026-11-25T01:02:03.004Z',
      msg: 'not sent',
      err: { message: 'refused' },
    };
    expect(readableLine(JSON.stringify(line))).toBe('01:02:03Z ERROR not sent: refused');
  });

  it('says a cause that is the message itself once', () => {
    const line = { level: 40, msg: 'refused', err: { message: 'refused' } };
    expect(readableLine(JSON.stringify(line))).toBe('WARN refused');
  });

  it('leaves out what needs nobody', () => {
    expect(readableLine(JSON.stringify({ level: 30, msg: 'started' }))).toBeNull();
    expect(readableLine('    at Socket.emit (node:events:1:1)')).toBeNull();
    expect(readableLine('(node:12) ExperimentalWarning: a thing')).toBeNull();
    expect(readableLine('  ')).toBeNull();
  });

  it('shows what a crash prints', () => {
    expect(readableLine('Error: out of memory')).toBe('Error: out of memory');
    expect(readableLine('{not json')).toBe('{not json');
  });

  it('tells where the desk is and who can sign in, in columns', () => {
    const lines = welcomeLines(
      { deskUrl: 'http://localhost:4100', practiceUrl: 'http://127.0.0.1:4101' },
      [
        {
          name: 'Nguyễn An',
          role: 'a',
          roleName: 'Cán bộ',
          email: 'an@example.vn',
          password: 'mot',
        },
        {
          name: 'Lê Bình Minh',
          role: 'b',
          roleName: 'Phát ngôn',
          email: 'minh@example.vn',
          password: 'hai',
        },
      ],
    );
    expect(lines).toContain(
      '  Hộp thư · Mailbox                        http://127.0.0.1:4101/mailbox',
    );
    expect(lines).toContain('  Nguyễn An     Cán bộ     an@example.vn    mot');
    expect(lines).toContain('  Lê Bình Minh  Phát ngôn  minh@example.vn  hai');
  });

  it('names no practice platforms on a live desk', () => {
    const lines = welcomeLines({ deskUrl: 'https://desk.example.vn', practiceUrl: null }, []);
    expect(lines.join('\n')).not.toContain('Mailbox');
    expect(lines.join('\n')).not.toContain('Sign in as');
  });
});
