import type { Connection } from 'mongoose';

type Database = NonNullable<Connection['db']>;
export type Migration = { n: number; name: string; up(db: Database): Promise<void> };

/** States of a delivery that stand for its target; written out, since a migration never changes. */
const STANDING = ['planned', 'claimed', 'sending', 'sent', 'refused', 'unknown', 'waiting'];

/** Every change of the database's shape, in order. A migration that has run is never edited. */
export const migrations: readonly Migration[] = [
  {
    n: 1,
    name: 'people, units and channels',
    async up(db) {
      await db.collection('people').createIndex({ email: 1 }, { unique: true });
      await db.collection('units').createIndex({ key: 1 }, { unique: true });
      await db.collection('channels').createIndex({ platform: 1, accountId: 1 }, { unique: true });
      await db.collection('channels').createIndex({ unitId: 1 });
    },
  },
  {
    n: 2,
    name: 'posts, revisions and approvals',
    async up(db) {
      await db.collection('posts').createIndex({ unitId: 1, updatedAt: -1 });
      await db.collection('posts').createIndex({ state: 1, submittedAt: 1 });
      await db.collection('revisions').createIndex({ postId: 1, n: 1 }, { unique: true });
      await db.collection('approvals').createIndex({ postId: 1, approvedAt: 1 });
    },
  },
  {
    n: 3,
    name: 'the delivery ledger',
    async up(db) {
      const deliveries = db.collection('deliveries');
      await deliveries.createIndex({ state: 1, dueAt: 1 });
      await deliveries.createIndex({ unitId: 1, dueAt: 1 });
      await deliveries.createIndex(
        { postId: 1, channelId: 1, language: 1 },
        {
          name: 'oneStandingPerTarget',
          unique: true,
          partialFilterExpression: { state: { $in: STANDING } },
        },
      );
      await deliveries.createIndex({ heldBy: 1 }, { sparse: true });
      await db.collection('attempts').createIndex({ deliveryId: 1, n: 1 }, { unique: true });
      await db.collection('holds').createIndex({ endedAt: 1 });
    },
  },
  {
    n: 4,
    name: 'audit and notices',
    async up(db) {
      await db.collection('audit').createIndex({ objectId: 1, at: 1 });
      await db.collection('audit').createIndex({ at: -1 });
      await db.collection('notices').createIndex({ personId: 1, readAt: 1, createdAt: -1 });
      await db.collection('notices').createIndex({ mail: 1, createdAt: 1 });
    },
  },
  {
    n: 5,
    name: 'samples, followers, roll-ups and reports',
    async up(db) {
      await db.collection('samples').createIndex({ channelId: 1, publishedAt: 1 });
      await db.collection('samples').createIndex({ publishedAt: 1 });
      await db.collection('samples').createIndex({ nextSampleAt: 1 }, { sparse: true });
      await db.collection('followers').createIndex({ channelId: 1, day: 1 }, { unique: true });
      await db.collection('channelWeeks').createIndex({ channelId: 1, week: 1 }, { unique: true });
      await db.collection('channelWeeks').createIndex({ week: 1 });
      await db.collection('channelDays').createIndex({ channelId: 1, day: 1 }, { unique: true });
      await db.collection('channelDays').createIndex({ day: 1 });
      await db.collection('reportMails').createIndex({ week: 1, personId: 1 }, { unique: true });
    },
  },
  {
    n: 6,
    name: 'alarms: one per name and instant',
    async up(db) {
      const alarms = db.collection('alarms');
      await alarms.createIndex(
        { name: 1, 'data.at': 1 },
        { unique: true, partialFilterExpression: { 'data.at': { $exists: true } } },
      );
      await alarms.createIndex({ name: 1, nextRunAt: 1, priority: -1, lockedAt: 1, disabled: 1 });
    },
  },
  {
    n: 7,
    name: 'media',
    async up(db) {
      await db.collection('media').createIndex({ unitId: 1, uploadedAt: -1 });
      await db.collection('media').createIndex({ sha256: 1 });
    },
  },
  {
    n: 8,
    name: 'sessions and sign-in limits end by themselves',
    async up(db) {
      await db.collection('sessions').createIndex({ expires: 1 }, { expireAfterSeconds: 0 });
      await db.collection('limits').createIndex({ expire: -1 }, { expireAfterSeconds: 0 });
      await db.collection('limits').createIndex({ key: 1 }, { unique: true });
    },
  },
  {
    n: 9,
    name: 'read-back',
    async up(db) {
      const deliveries = db.collection('deliveries');
      await deliveries.createIndex({ state: 1, seenAt: 1, stateSince: 1 });
      await deliveries.createIndex({ channelId: 1, platformPostId: 1 });
      await deliveries.createIndex({ channelId: 1, payloadSha256: 1 });
      await db.collection('looks').createIndex({ deliveryId: 1, at: 1 });
      await db.collection('notices').createIndex({ deliveryId: 1, kind: 1 });
    },
  },
  {
    n: 10,
    name: 'the record by unit and by person',
    async up(db) {
      await db.collection('audit').createIndex({ unitId: 1, at: -1 });
      await db.collection('audit').createIndex({ actorId: 1, at: -1 });
    },
  },
  {
    n: 11,
    name: 'events: what carries posts, and the signals that release them',
    async up(db) {
      for (const name of ['posts', 'deliveries']) {
        const rows = db.collection(name);
        await rows.updateMany({ eventId: { $exists: false } }, { $set: { eventId: null } });
        await rows.createIndex(
          { eventId: 1 },
          { partialFilterExpression: { eventId: { $type: 'string' } } },
        );
      }
      await db.collection('events').createIndex({ unitId: 1, startsAt: 1 });
      await db.collection('events').createIndex({ startsAt: 1 });
    },
  },
  {
    n: 12,
    name: 'logins that are under way end by themselves',
    async up(db) {
      const logins = db.collection('logins');
      await logins.createIndex({ stateSha256: 1 }, { unique: true });
      await logins.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 600 });
      await db.collection('notices').createIndex({ 'parameters.channelId': 1 }, { sparse: true });
    },
  },
  {
    n: 13,
    name: 'what posting costs',
    async up(db) {
      await db.collection('spendMonths').createIndex({ month: 1 });
      await db
        .collection('spendEntries')
        .createIndex({ real: 1 }, { partialFilterExpression: { state: 'reserved' } });
      for (const name of ['paidReads', 'figuresSpent']) {
        await db.collection(name).createIndex({ real: 1 }, { expireAfterSeconds: 3 * 86_400 });
      }
    },
  },
  {
    n: 14,
    name: 'holds of every scope',
    async up(db) {
      const deliveries = db.collection('deliveries');
      await deliveries.updateMany({ holdIds: { $exists: false } }, [
        {
          $set: {
            holdIds: { $cond: [{ $eq: [{ $ifNull: ['$heldBy', null] }, null] }, [], ['$heldBy']] },
            reviewOf: null,
          },
        },
      ]);
      await deliveries.createIndex({ holdIds: 1 });
      await deliveries.createIndex(
        { reviewOf: 1 },
        { partialFilterExpression: { reviewOf: { $type: 'string' } } },
      );
      const root = await db.collection('units').findOne({ parentId: null });
      await db.collection('holds').updateMany(
        { kind: { $exists: false } },
        {
          $set: {
            announced: false,
            kind: 'ordinary',
            exempt: [],
            byUnitId: root === null ? '' : String(root._id),
            until: null,
          },
        },
      );
      await db.collection('holds').createIndex({ endedAt: -1 });
    },
  },
  {
    n: 15,
    name: 'looks before the time',
    async up(db) {
      await db
        .collection('preflights')
        .createIndex({ inTrouble: 1 }, { partialFilterExpression: { inTrouble: true } });
    },
  },
  {
    n: 16,
    name: 'media that lie unseen on a platform',
    async up(db) {
      await db.collection('unseenMedia').createIndex({ nextAt: 1 });
      await db.collection('unseenMedia').createIndex({ deliveryId: 1, since: 1 });
    },
  },
  {
    n: 17,
    name: 'changes of terms, offices, partners and days',
    async up(db) {
      const changes = db.collection('referenceChanges');
      await changes.createIndex({ set: 1, key: 1, proposedAt: -1 });
      await changes.createIndex({ state: 1, proposedAt: -1 });
      await changes.createIndex(
        { n: 1 },
        { unique: true, partialFilterExpression: { n: { $type: 'number' } } },
      );
      await changes.createIndex(
        { set: 1, key: 1 },
        { unique: true, partialFilterExpression: { state: 'proposed' } },
      );
      await db.collection('deliveries').createIndex({ channelId: 1, dueAt: 1 });
    },
  },
  {
    n: 18,
    name: 'posts that were taken down',
    async up(db) {
      await db
        .collection('deliveries')
        .createIndex(
          { 'takeDown.state': 1, 'takeDown.endedAt': 1 },
          { partialFilterExpression: { 'takeDown.state': { $type: 'string' } } },
        );
    },
  },
];
