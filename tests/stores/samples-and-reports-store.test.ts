import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sample } from '../../src/domain/audience/metrics.ts';
import type { ReportMail } from '../../src/domain/reports/report-mail.ts';
import { transactions } from '../../src/stores/connection.ts';
import type { InTransaction } from '../../src/stores/connection.ts';
import { migrate } from '../../src/stores/migrations/migrate.ts';
import { createStores } from '../../src/stores/stores.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { DUE, minutesAfterDue } from '../support/sample-rows.ts';
import { connectTestDatabase } from '../support/test-database.ts';
import type { TestDatabase } from '../support/test-database.ts';

let database: TestDatabase;
let stores: Stores;
let inTransaction: InTransaction;

beforeAll(async () => {
  database = await connectTestDatabase();
  await migrate(database.connection, () => DUE);
  stores = createStores(database.connection);
  inTransaction = transactions(database.connection);
});
afterAll(() => database.drop());

const row = (deliveryId: string) => ({
  deliveryId,
  postId: 'post-1',
  unitId: 'unit-press',
  channelId: 'channel-x',
  platform: 'x' as const,
  language: 'en',
  platformPostId: '1',
  publishedAt: DUE,
});
const sample = (views: number): Sample => ({
  ageHours: 1,
  takenAt: minutesAfterDue(60),
  metrics: { views },
  missing: null,
});
const samplesOf = async (deliveryId: string) =>
  (await stores.samples.listSamples({ deliveryIds: [deliveryId] }))[0]?.samples;

const open = (
  deliveryId: string,
  change: { platformPostId?: string; publishedAt?: Date } = {},
): Promise<void> =>
  inTransaction((tx) =>
    stores.samples.openSamples(
      [{ ...row(deliveryId), ...change, nextSampleAt: minutesAfterDue(60) }],
      tx,
    ),
  );

describe('samples', () => {
  it('are opened once: a second time changes nothing', async () => {
    await open('a');
    await stores.samples.writeSamples('a', [sample(10)], minutesAfterDue(180));
    await open('a', { platformPostId: 'other', publishedAt: minutesAfterDue(9) });
    const [found] = await stores.samples.listSamples({ deliveryIds: ['a'] });
    expect(found).toEqual({ ...row('a'), samples: [sample(10)] });
    expect(await stores.samples.listDueSamples(minutesAfterDue(179), 10)).toEqual([]);
  });

  it('of one age are written once, also when two workers write at the same time', async () => {
    await open('b');
    const writers = Array.from({ length: 8 }, (_, n) =>
      stores.samples.writeSamples('b', [sample(n)], minutesAfterDue(180)),
    );
    await Promise.all(writers);
    const first = await samplesOf('b');
    expect(first).toHaveLength(1);
    await stores.samples.writeSamples('b', [sample(999)], minutesAfterDue(180));
    expect(await samplesOf('b')).toEqual(first);
  });

  it('that were never told stay missing, and are no zero', async () => {
    await open('c');
    const missing: Sample = {
      ageHours: 3,
      takenAt: DUE,
      metrics: null,
      missing: 'not-available',
    };
    await stores.samples.writeSamples('c', [missing], null);
    expect(await samplesOf('c')).toEqual([missing]);
    expect(await stores.samples.findNextSampleAt(minutesAfterDue(1000))).toBeNull();
  });
});

describe('followers', () => {
  it('are counted once a day and channel; a count that failed is kept as none', async () => {
    const count = { channelId: 'channel-x', day: '2026-11-23', followers: 10, takenAt: DUE };
    expect(await stores.samples.insertFollowers(count)).toBe(true);
    expect(await stores.samples.insertFollowers({ ...count, followers: 99 })).toBe(false);
    const next = { ...count, day: '2026-11-24', followers: null };
    expect(await stores.samples.insertFollowers(next)).toBe(true);
    expect(await stores.samples.listFollowers(['channel-x'], '2026-11-23', '2026-11-24')).toEqual([
      count,
      next,
    ]);
  });
});

describe('the ledger of report mails', () => {
  const mail = (change: Partial<ReportMail> = {}): ReportMail => ({
    id: 'm1',
    week: '2026-W47',
    personId: 'person-a',
    personName: 'A',
    languages: ['vi', 'en'],
    messageId: '<weekly-report.2026-W47.person-a@desk>',
    state: 'planned',
    stateSince: DUE,
    detail: null,
    ...change,
  });

  it('plans one mail a week and person, however many plan at once', async () => {
    const plans = Array.from({ length: 6 }, (_, n) =>
      stores.reports.planReportMail(mail({ id: `m${n}` })),
    );
    expect((await Promise.all(plans)).filter(Boolean)).toHaveLength(1);
    expect(await stores.reports.planReportMail(mail({ id: 'n1', week: '2026-W48' }))).toBe(true);
    expect(await stores.reports.planReportMail(mail({ id: 'n2', personId: 'person-b' }))).toBe(
      true,
    );
    expect(await stores.reports.listReportMails('2026-W47')).toHaveLength(2);
  });

  it('lets one of two take a mail for sending', async () => {
    const [open] = await stores.reports.listReportMails('2026-W48');
    const take = () =>
      stores.reports.moveReportMail(open?.id ?? '', 'planned', 'sending', DUE, null);
    expect((await Promise.all([take(), take()])).sort()).toEqual([false, true]);
  });
});

describe('a named lease', () => {
  it('is held by one, renewed by its holder, and free once it ran out', async () => {
    const take = (holder: string, minutes: number) =>
      stores.desk.takeLease('walk', holder, minutesAfterDue(minutes), 60_000);
    expect((await Promise.all([take('a', 0), take('b', 0)])).sort()).toEqual([false, true]);
    const found = await database.connection.collection<{ holder: string }>('leases').findOne({});
    const holder = found?.holder ?? '';
    const other = holder === 'a' ? 'b' : 'a';
    expect(await take(holder, 0.5)).toBe(true);
    expect(await take(other, 1)).toBe(false);
    expect(await take(other, 2)).toBe(true);
    await stores.desk.dropLease('walk', holder);
    expect(await take(holder, 2.1)).toBe(false);
    await stores.desk.dropLease('walk', other);
    expect(await take(holder, 2.1)).toBe(true);
  });
});
