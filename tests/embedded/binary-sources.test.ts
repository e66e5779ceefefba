import { describe, expect, it } from '@jest/globals';
import {
  compareVersions,
  noBinarySentence,
  planBinarySources,
} from '../../src/embedded/mongo/binary-sources.ts';
import type { BinarySituation } from '../../src/embedded/mongo/binary-sources.ts';

const everything: BinarySituation = {
  configured: '/opt/mongod',
  onPath: '/usr/bin/mongod',
  cached: [
    { path: '/cache/mongod-6.0.5-x64', version: '6.0.5' },
    { path: '/cache/mongod-8.2.10-x64', version: '8.2.10' },
    { path: '/cache/mongod-8.2.9-x64', version: '8.2.9' },
  ],
  recordedVersion: null,
  wheelVersion: '6.0.5',
};

describe('where the database server comes from', () => {
  it('is what the person named, then the machine’s, then what was fetched before, newest first', () => {
    expect(planBinarySources(everything)).toEqual([
      { kind: 'configured', path: '/opt/mongod' },
      { kind: 'path', path: '/usr/bin/mongod' },
      { kind: 'cached', path: '/cache/mongod-8.2.10-x64', version: '8.2.10' },
      { kind: 'cached', path: '/cache/mongod-8.2.9-x64', version: '8.2.9' },
      { kind: 'cached', path: '/cache/mongod-6.0.5-x64', version: '6.0.5' },
      { kind: 'download', version: null },
      { kind: 'wheel', version: '6.0.5' },
    ]);
  });

  it('is the download and then the wheel on a machine that has nothing', () => {
    const nothing = { ...everything, configured: null, onPath: null, cached: [] };
    expect(planBinarySources(nothing).map(({ kind }) => kind)).toEqual(['download', 'wheel']);
  });

  it('leaves the wheel out where it has no build for the machine', () => {
    const plan = planBinarySources({ ...everything, wheelVersion: null });
    expect(plan.at(-1)).toEqual({ kind: 'download', version: null });
  });

  it('offers data only the version that made it', () => {
    const plan = planBinarySources({ ...everything, recordedVersion: '8.2.9' });
    expect(plan).toEqual([
      { kind: 'configured', path: '/opt/mongod' },
      { kind: 'path', path: '/usr/bin/mongod' },
      { kind: 'cached', path: '/cache/mongod-8.2.9-x64', version: '8.2.9' },
      { kind: 'download', version: '8.2.9' },
    ]);
  });

  it('orders versions by number and not by letter', () => {
    expect(compareVersions('8.2.10', '8.2.9')).toBeGreaterThan(0);
    expect(compareVersions('6.0.5', '8.0.0')).toBeLessThan(0);
    expect(compareVersions('6.0.5', '6.0.5')).toBe(0);
  });
});

describe('when no server can be had', () => {
  it('one sentence gives the reasons and two ways out', () => {
    const sentence = noBinarySentence(null, '/data', ['the network is closed', 'no python3']);
    expect(sentence).toContain('(the network is closed; no python3)');
    expect(sentence).toContain('MONGOD_BINARY');
    expect(sentence).toContain('MONGODB_URI');
    expect(sentence).not.toContain('\n');
  });

  it('the sentence names the version that made the data', () => {
    const sentence = noBinarySentence('7.0.5', '/data', []);
    expect(sentence).toContain('/data was made by MongoDB 7.0.5');
    expect(sentence).toContain('MONGOD_BINARY to a mongod 7.0.5');
    expect(sentence).toContain('SUGIA_DATA_DIR');
  });
});
