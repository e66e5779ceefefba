import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readCheckLine } from '../../../src/cli/check-lines.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';

const NOW = new Date('2026-11-25T05:00:00Z');

function sugia(input: string, ...options: string[]) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(projectRoot, 'src', 'sugia.js'), 'check', ...options],
    // No database anywhere: the command must not ask for one.
    { input, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  return { lines: stdout.split('\n').filter((line) => line !== ''), stderr, status };
}

describe('checking texts by the command line', () => {
  it('answers each line by one line, in order, and ends with 2 when one could not be read', () => {
    const { lines, status } = sugia(
      [
        JSON.stringify({ id: 'a', language: 'en', text: 'Ha\uFFFE Noi', platforms: ['x'] }),
        '{"id":"b"}',
        'not JSON',
        JSON.stringify({ id: 4, language: 'vi', text: 'Hà Nội\u2028', date: '2026-11-25' }),
      ].join('\n'),
      '--jsonl',
      '--reader',
      'en',
    );
    const [a, b, c, d] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(a).toEqual({
      id: 'a',
      x: { weight: 8, fits: false },
      findings: [
        {
          rule: 'length.x-refused',
          severity: 'block',
          start: 2,
          end: 3,
          excerpt: '\uFFFE',
          message: expect.stringMatching(/invisible character/),
          suggestion: '',
        },
      ],
    });
    expect(b).toEqual({ line: 2, error: expect.stringMatching(/language/) });
    expect(c).toEqual({ line: 3, error: 'not JSON' });
    expect(d).toMatchObject({ id: 4, x: { fits: true } });
    expect(lines).toHaveLength(4);
    expect(status).toBe(2);
  });

  it('findings do not change the exit status, and messages are Vietnamese by default', () => {
    const { lines, status } = sugia(
      JSON.stringify({ id: 1, language: 'vi', text: 'Hà\uFFFE Nội' }),
      '--jsonl',
    );
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/X không nhận văn bản/);
  });

  it('prints for people what it has to say about one text, with line and column', () => {
    const { lines, status } = sugia('Dòng một\nHà\uFFFE Nội\n', '--language', 'vi');
    expect(status).toBe(0);
    expect(lines.join('\n')).toMatch(/Độ dài tính theo X: 19 trên 280/);
    expect(lines.join('\n')).toMatch(/Không được đăng · 2:3/);
  });

  it('a plain text without a language is refused with what to say', () => {
    const { stderr, status } = sugia('Hà Nội');
    expect(status).toBe(1);
    expect(stderr).toMatch(/--language vi/);
  });

  it('a day without an hour is a day in Ha Noi; an impossible one is refused', () => {
    const line = { id: 1, language: 'vi', text: '' };
    expect(readCheckLine(JSON.stringify({ ...line, date: '2027-02-06' }), NOW)).toMatchObject({
      input: { at: new Date('2027-02-06T05:00:00Z') },
    });
    expect(readCheckLine(JSON.stringify({ ...line, date: '2027-02-30' }), NOW).ok).toBe(false);
    expect(readCheckLine(JSON.stringify(line), NOW)).toMatchObject({
      input: { at: NOW, platforms: ['facebook', 'x'] },
    });
  });
});
