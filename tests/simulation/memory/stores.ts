import type { Approval } from '../../../src/domain/approvals/approval.ts';
import type { Channel } from '../../../src/domain/channels/channel.ts';
import type { Attempt } from '../../../src/domain/deliveries/delivery.ts';
import type { Hold } from '../../../src/domain/deliveries/hold.ts';
import type { Look, ReadBackPlan, ResendAsk } from '../../../src/domain/deliveries/read-back.ts';
import type { Notice } from '../../../src/domain/notices/notice.ts';
import type { DeskEvent, Release } from '../../../src/domain/events/event.ts';
import type { Person } from '../../../src/domain/people/person.ts';
import type { Unit } from '../../../src/domain/people/unit.ts';
import type { Post, Revision } from '../../../src/domain/posts/post.ts';
import type { AuditEntry } from '../../../src/domain/records/audit.ts';
import { readContent } from '../../../src/domain/posts/content.ts';
import type { Stores } from '../../../src/stores/stores.ts';
import { insertOnce } from '../../../src/stores/rows.ts';
import { deliveriesTable, memoryDeliveries } from './deliveries.ts';
import { createMemoryDb, createTable, updateMany } from './memory-db.ts';
import type { Io, MemoryDb, Table } from './memory-db.ts';
import { memoryTx } from './transactions.ts';
import { memoryTurns, turnsTable } from './turns.ts';

/** A hold is made known before its stamps, and in force once it is saved. */
export type HoldRow = Hold & { announced: boolean };
type ChannelRow = Channel & { sealed: unknown };
type PlanRow = Omit<ReadBackPlan, 'begunAt'> & { begunAt: Date | null; resend: ResendAsk | null };
type LeaseRow = { id: string; holder: string; expiresAt: Date };
type SpentRow = { id: string; looks: number; posts: number };
type SampleRow = { deliveryId: string; platformPostId: string };

/** Every table of a desk in memory, shared by all its processes. */
export type MemoryTables = ReturnType<typeof createMemoryTables>;

export function createMemoryTables(
  watch: {
    onDelivery?: Parameters<typeof deliveriesTable>[1];
    onChannel?: (before: Channel | null, after: Channel) => void;
    onHold?: (before: HoldRow | null, after: HoldRow) => void;
    onLook?: (before: Look | null, after: Look) => void;
    onPost?: (before: Post | null, after: Post) => void;
  } = {},
) {
  const db: MemoryDb = createMemoryDb();
  const byId = <Row extends { id: string }>(
    onChange?: (before: Row | null, after: Row) => void,
  ): Table<Row> =>
    createTable<Row>(db, {
      keyOf: (row) => row.id,
      ...(onChange === undefined ? {} : { onChange }),
    });
  return {
    db,
    deliveries: deliveriesTable(db, watch.onDelivery),
    turns: turnsTable(db),
    holds: byId<HoldRow>(watch.onHold),
    posts: byId<Post>(watch.onPost),
    revisions: createTable<Revision>(db, { keyOf: (row) => `${row.postId}:${row.n}` }),
    approvals: byId<Approval>(),
    attempts: createTable<Attempt>(db, { keyOf: (row) => `${row.deliveryId}:${row.n}` }),
    plans: createTable<PlanRow>(db, { keyOf: (row) => row.deliveryId }),
    looks: byId<Look>(watch.onLook),
    spent: byId<SpentRow>(),
    leases: byId<LeaseRow>(),
    channels: byId<ChannelRow>(watch.onChannel),
    notices: byId<Notice>(),
    audit: byId<AuditEntry>(),
    events: byId<DeskEvent>(),
    releases: createTable<Release>(db, { keyOf: (row) => row.eventId }),
    samples: createTable<SampleRow>(db, { keyOf: (row) => row.deliveryId }),
    people: [] as Person[],
    units: [] as Unit[],
  };
}

/** The stores of one process. What publishing never asks for is not there, and says so. */
export function createMemoryStores(tables: MemoryTables, io: Io, serverNow: () => Date): Stores {
  const stores = {
    deliveries: named('deliveries', memoryDeliveries(tables.deliveries, io)),
    turns: memoryTurns(tables.turns, io),
    holds: named('holds', memoryHolds(tables, io)),
    posts: named('posts', memoryPosts(tables, io)),
    approvals: named('approvals', memoryApprovals(tables, io)),
    attempts: named('attempts', memoryAttempts(tables, io)),
    readBack: memoryReadBack(tables, io),
    desk: named('desk', memoryDesk(tables, io, serverNow)),
    channels: named('channels', memoryChannels(tables, io)),
    notices: named('notices', memoryNotices(tables, io)),
    audit: named('audit', memoryAudit(tables, io)),
    samples: named('samples', memorySamples(tables, io)),
    people: named('people', memoryPeople(tables)),
    units: named('units', memoryUnits(tables)),
    events: named('events', memoryEvents(tables, io)),
    // Simulated calls are free and their refusals known: there is nothing to count.
    spend: named('spend', { spend: nothing, giveBack: nothing }),
    unlistedCodes: named('unlistedCodes', { count: nothing }),
    media: named('media', {}),
    reports: named('reports', {}),
  };
  return stores as unknown as Stores;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A function that is not in memory is asked for: the simulation must learn it. */
function named<Store extends object>(name: string, store: Store): Store {
  return new Proxy(store, {
    get: (target, key, receiver) => {
      if (!(key in target)) {
        throw new Error(`the simulation has no ${name}.${String(key)} in memory yet`);
      }
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

function memoryHolds(
  { holds }: MemoryTables,
  io: Io,
): Omit<Stores['holds'], 'listHoldsBetween' | 'listEndedHolds' | 'coverNewUnit'> {
  const inForce = (hold: HoldRow): boolean => hold.endedAt === null && !hold.announced;
  return {
    announceHold: (hold) =>
      io.run('holds.announce', () => holds.insert({ ...hold, announced: true }, null), null),
    saveHold: async (hold, tx) => {
      const saved: HoldRow = { ...hold, announced: false };
      await io.run(
        'holds.save',
        () => {
          const done = holds.updateOne(
            hold.id,
            () => true,
            () => saved,
            memoryTx(tx),
          );
          if (!done) holds.insert(saved, memoryTx(tx));
        },
        memoryTx(tx),
      );
    },
    findHold: (id) =>
      io.run(
        'holds.find',
        () => {
          const hold = holds.find(id, null);
          return hold?.announced === false ? toHold(hold) : null;
        },
        null,
      ),
    listHoldsInForce: (tx) =>
      io.run('holds.inForce', () => holds.filter(inForce, memoryTx(tx)).map(toHold), memoryTx(tx)),
    isOver: (id, announcedBefore) =>
      io.run(
        'holds.isOver',
        () => {
          const hold = holds.find(id, null);
          if (hold === null) return true;
          return hold.announced ? hold.startedAt < announcedBefore : hold.endedAt !== null;
        },
        null,
      ),
    endHold: (id, endedBy, endedAt, tx) =>
      io.run(
        'holds.end',
        () => holds.updateOne(id, inForce, (hold) => ({ ...hold, endedBy, endedAt }), memoryTx(tx)),
        memoryTx(tx),
      ),
  };
}

function toHold({ announced: _announced, ...hold }: HoldRow): Hold {
  return hold;
}

function memoryPosts(
  { posts, revisions }: MemoryTables,
  io: Io,
): Pick<
  Stores['posts'],
  | 'listHeldPosts'
  | 'findPost'
  | 'getPost'
  | 'listPostsById'
  | 'listPostsOfEvents'
  | 'insertPost'
  | 'savePost'
  | 'insertRevision'
> {
  return {
    findPost: (id, unitIds, tx) =>
      io.run(
        'posts.find',
        () => {
          const post = posts.find(id, memoryTx(tx));
          return post === null || unitIds?.includes(post.unitId) === false ? null : read(post);
        },
        memoryTx(tx),
      ),
    getPost: (id, tx) =>
      io.run(
        'posts.get',
        () => {
          const post = posts.find(id, memoryTx(tx));
          if (post === null) throw new Error(`there is no post ${id}`);
          return read(post);
        },
        memoryTx(tx),
      ),
    listPostsById: (ids) =>
      io.run(
        'posts.byId',
        () => posts.filter((post) => ids.includes(post.id), null).map(read),
        null,
      ),
    listPostsOfEvents: (eventIds) =>
      io.run(
        'posts.ofEvents',
        () =>
          posts
            .filter((post) => post.eventId !== null && eventIds.includes(post.eventId), null)
            .map(read),
        null,
      ),
    listHeldPosts: (ids) =>
      io.run('posts.held', () => posts.filter((post) => ids.includes(post.id), null), null),
    insertPost: (post, tx) =>
      io.run('posts.insert', () => posts.insert(post, memoryTx(tx)), memoryTx(tx)),
    savePost: (post, expected, tx) =>
      io.run(
        'posts.save',
        () =>
          posts.updateOne(
            post.id,
            (row) => row.revision === expected.revision && row.state === expected.state,
            () => post,
            memoryTx(tx),
          ),
        memoryTx(tx),
      ),
    insertRevision: (revision, tx) =>
      io.run('posts.insertRevision', () => revisions.insert(revision, memoryTx(tx)), memoryTx(tx)),
  };
}

/** The content is read from the stored string, which somebody may have changed. */
const readings = new WeakMap<Post, Post>();
function read(post: Post): Post {
  const known = readings.get(post);
  if (known !== undefined) return known;
  const fresh = { ...post, content: readContent(post.contentJson) };
  readings.set(post, fresh);
  return fresh;
}

function memoryApprovals(
  { approvals }: MemoryTables,
  io: Io,
): Omit<Stores['approvals'], 'listApprovalsOfPost'> {
  return {
    insertApproval: (approval, tx) =>
      io.run('approvals.insert', () => approvals.insert(approval, memoryTx(tx)), memoryTx(tx)),
    listApprovalsById: (ids) =>
      io.run('approvals.byId', () => approvals.filter((one) => ids.includes(one.id), null), null),
    voidApprovals: async (postId, at, tx) => {
      await updateMany(
        io,
        'approvals.void',
        approvals,
        (row) => row.id,
        (row) => row.postId === postId && row.voidedAt === null,
        (row) => ({ ...row, voidedAt: at }),
        memoryTx(tx),
      );
    },
  };
}

function memoryAttempts({ attempts }: MemoryTables, io: Io): Stores['attempts'] {
  return {
    insertAttempts: async (rows, tx) => {
      if (rows.length === 0) return;
      await io.run(
        'attempts.insert',
        () => {
          for (const row of rows) attempts.insert(row, memoryTx(tx));
        },
        memoryTx(tx),
      );
    },
    completeAttempts: async (done, tx) => {
      if (done.length === 0) return;
      await io.run(
        'attempts.complete',
        () => {
          for (const { deliveryId, n, leaseToken, outcome, endedAt } of done) {
            attempts.updateOne(
              `${deliveryId}:${n}`,
              (row) => row.leaseToken === leaseToken && row.outcome === null,
              (row) => ({ ...row, outcome, endedAt }),
              memoryTx(tx),
            );
          }
        },
        memoryTx(tx),
      );
    },
    completeLate: async ({ deliveryId, n, leaseToken, outcome, endedAt }, tx) => {
      await io.run(
        'attempts.completeLate',
        () =>
          attempts.updateOne(
            `${deliveryId}:${n}`,
            (row) =>
              row.leaseToken === leaseToken &&
              (row.outcome === null || row.outcome.kind === 'unknown'),
            (row) => ({ ...row, outcome, endedAt }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    listAttempts: async (deliveryIds) =>
      (
        await io.run(
          'attempts.list',
          () => attempts.filter((row) => deliveryIds.includes(row.deliveryId), null),
          null,
        )
      ).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime()),
  };
}

function memoryReadBack(
  { plans, looks, spent }: MemoryTables,
  io: Io,
): Omit<Stores['readBack'], never> {
  return {
    listPlans: (deliveryIds) =>
      io.run(
        'readBack.plans',
        () =>
          plans
            .filter((row) => deliveryIds.includes(row.deliveryId), null)
            .flatMap(({ resend: _resend, begunAt, ...plan }) =>
              begunAt === null ? [] : [{ ...plan, begunAt }],
            ),
        null,
      ),
    savePlan: (plan, tx) =>
      io.run(
        'readBack.savePlan',
        () => {
          const done = plans.updateOne(
            plan.deliveryId,
            () => true,
            (row) => ({ ...row, ...plan }),
            memoryTx(tx),
          );
          if (!done) plans.insert({ ...plan, resend: null }, memoryTx(tx));
        },
        memoryTx(tx),
      ),
    insertLooks: async (these, tx) => {
      if (these.length === 0) return;
      await io.run(
        'readBack.insertLooks',
        () => {
          for (const look of these) looks.insert(look, memoryTx(tx));
        },
        memoryTx(tx),
      );
    },
    listLooks: async (deliveryId) =>
      (
        await io.run(
          'readBack.looks',
          () => looks.filter((look) => look.deliveryId === deliveryId, null),
          null,
        )
      ).toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    findResend: (deliveryId) =>
      io.run('readBack.resend', () => plans.find(deliveryId, null)?.resend ?? null, null),
    askResend: ({ id, channelId, stateSince }, resend, tx) =>
      io.run(
        'readBack.askResend',
        () => {
          if (plans.find(id, memoryTx(tx)) === null) {
            plans.insert(
              {
                deliveryId: id,
                channelId,
                begunAt: null,
                looks: 0,
                failures: 0,
                nextAt: null,
                resend: null,
              },
              memoryTx(tx),
            );
          }
          return plans.updateOne(
            id,
            (row) => row.resend === null || row.resend.askedAt < stateSince,
            (row) => ({ ...row, resend }),
            memoryTx(tx),
          );
        },
        memoryTx(tx),
      ),
    takeResend: (deliveryId, resend, tx) =>
      io.run(
        'readBack.takeResend',
        () =>
          plans.updateOne(
            deliveryId,
            (row) =>
              row.resend?.askedBy === resend.askedBy &&
              row.resend.askedAt.getTime() === resend.askedAt.getTime(),
            (row) => ({ ...row, resend: null }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      ),
    readSpent: (channelId, day) =>
      io.run(
        'readBack.spent',
        () => {
          const row = spent.find(`${channelId}:${day}`, null);
          return { looks: row?.looks ?? 0, posts: row?.posts ?? 0 };
        },
        null,
      ),
    addSpent: (channelId, day, posts) =>
      io.run(
        'readBack.addSpent',
        () => {
          const id = `${channelId}:${day}`;
          const done = spent.updateOne(
            id,
            () => true,
            (row) => ({ ...row, looks: row.looks + 1, posts: row.posts + posts }),
            null,
          );
          if (!done) spent.insert({ id, looks: 1, posts }, null);
        },
        null,
      ),
  };
}

function memoryDesk(
  { leases }: MemoryTables,
  io: Io,
  serverNow: () => Date,
): Pick<Stores['desk'], 'takeLease' | 'dropLease' | 'readServerTime'> {
  return {
    takeLease: (name, holder, now, lastsMs) =>
      io.run(
        `desk.takeLease ${name}`,
        () => {
          const expiresAt = new Date(now.getTime() + lastsMs);
          if (leases.find(name, null) === null) {
            leases.insert({ id: name, holder, expiresAt }, null);
            return true;
          }
          return leases.updateOne(
            name,
            (row) => row.holder === holder || row.expiresAt < now,
            (row) => ({ ...row, holder, expiresAt }),
            null,
          );
        },
        null,
      ),
    readServerTime: () => io.run('desk.serverTime', serverNow, null),
    dropLease: (name, holder) =>
      io.run('desk.dropLease', () => leases.remove(name, (row) => row.holder === holder), null),
  };
}

function memoryEvents(
  { events, releases }: MemoryTables,
  io: Io,
): Omit<Stores['events'], 'listEvents'> {
  return {
    insertEvent: (event, tx) =>
      io.run('events.insert', () => events.insert(event, memoryTx(tx)), memoryTx(tx)),
    findEvent: (id, unitIds, tx) =>
      io.run(
        'events.find',
        () => {
          const event = events.find(id, memoryTx(tx));
          return event === null || unitIds?.includes(event.unitId) === false ? null : event;
        },
        memoryTx(tx),
      ),
    listEventsById: (ids, tx) =>
      io.run(
        'events.byId',
        () => events.filter((event) => ids.includes(event.id), memoryTx(tx)),
        memoryTx(tx),
      ),
    touchEvent: async (id, tx) => {
      await io.run(
        'events.touch',
        () =>
          events.updateOne(
            id,
            () => true,
            (event) => ({ ...event, version: event.version + 1 }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    saveEvent: (event, tx) =>
      io.run(
        'events.save',
        () =>
          events.updateOne(
            event.id,
            (row) => row.version === event.version,
            () => ({ ...event, version: event.version + 1 }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      ),
    saveRelease: async (release, tx) => {
      await io.run(
        'events.saveRelease',
        () => {
          const done = releases.updateOne(
            release.eventId,
            () => true,
            () => release,
            memoryTx(tx),
          );
          if (!done) releases.insert(release, memoryTx(tx));
        },
        memoryTx(tx),
      );
    },
    listReleases: (eventIds, tx) =>
      io.run(
        'events.releases',
        () => releases.filter((one) => eventIds.includes(one.eventId), memoryTx(tx)),
        memoryTx(tx),
      ),
  };
}

function memoryChannels(
  { channels }: MemoryTables,
  io: Io,
): Pick<
  Stores['channels'],
  | 'findChannel'
  | 'listChannels'
  | 'findSealedCredentials'
  | 'listSealedCredentials'
  | 'saveSealedCredentials'
  | 'insertChannel'
  | 'saveConnectedBy'
  | 'saveChannelState'
> {
  return {
    findChannel: (id) => io.run('channels.find', () => channels.find(id, null), null),
    listChannels: (query) =>
      io.run(
        'channels.list',
        () =>
          channels.filter(
            (row) =>
              query?.unitIds?.includes(row.unitId) !== false &&
              query?.ids?.includes(row.id) !== false,
            null,
          ),
        null,
      ),
    findSealedCredentials: (id) =>
      io.run('channels.credentials', () => channels.find(id, null)?.sealed ?? null, null),
    listSealedCredentials: (ids) =>
      io.run(
        'channels.credentialsOf',
        () =>
          channels
            .filter((row) => ids.includes(row.id) && row.sealed !== null, null)
            .map((row) => ({ channelId: row.id, sealed: row.sealed })),
        null,
      ),
    saveSealedCredentials: async (id, sealed, tx) => {
      await io.run(
        'channels.saveCredentials',
        () =>
          channels.updateOne(
            id,
            () => true,
            (row) => ({ ...row, sealed }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    insertChannel: (channel, sealed, tx) =>
      insertOnce('channel', () =>
        io.run(
          'channels.insert',
          () => channels.insert({ ...channel, sealed }, memoryTx(tx)),
          memoryTx(tx),
        ),
      ),
    saveConnectedBy: async (id, connectedBy, tx) => {
      await io.run(
        'channels.saveConnectedBy',
        () =>
          channels.updateOne(
            id,
            () => true,
            (row) => ({ ...row, connectedBy }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
    },
    saveChannelState: (id, state, stateReason, tx, since) =>
      io.run(
        'channels.saveState',
        () =>
          channels.updateOne(
            id,
            ({ connectedBy, ...row }) =>
              row.state !== state &&
              (since === undefined || !connectedBy || connectedBy.at <= since),
            (row) => ({ ...row, state, stateReason }),
            memoryTx(tx),
          ),
        memoryTx(tx),
      ),
  };
}

function memoryNotices(
  { notices }: MemoryTables,
  io: Io,
): Pick<Stores['notices'], 'insertNotices' | 'settleOfDelivery' | 'listUnread'> {
  return {
    insertNotices: async (these, tx) => {
      if (these.length === 0) return;
      await io.run(
        'notices.insert',
        () => {
          for (const notice of these) notices.insert(notice, memoryTx(tx));
        },
        memoryTx(tx),
      );
    },
    listUnread: async (personId, limit) =>
      (
        await io.run(
          'notices.unread',
          () => notices.filter((row) => row.personId === personId && row.readAt === null, null),
          null,
        )
      )
        .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
        .slice(0, limit),
    settleOfDelivery: async (deliveryId, kinds, at, tx) => {
      const about = (notice: Notice): boolean =>
        notice.deliveryId === deliveryId && kinds.includes(notice.kind);
      const mailed = await io.run(
        'notices.mailed',
        () =>
          notices.filter(
            (row) => about(row) && row.mail !== 'planned' && row.mail !== 'none',
            memoryTx(tx),
          ),
        memoryTx(tx),
      );
      await updateMany(
        io,
        'notices.settle',
        notices,
        (row) => row.id,
        (row) => about(row) && (row.readAt === null || row.mail === 'planned'),
        (row) => ({
          ...row,
          readAt: row.readAt ?? at,
          mail: row.mail === 'planned' ? 'none' : row.mail,
        }),
        memoryTx(tx),
      );
      return [...new Set(mailed.map((row) => row.personId))];
    },
  };
}

function memoryAudit(
  { audit }: MemoryTables,
  io: Io,
): Pick<Stores['audit'], 'insertEntries' | 'listEntriesOf'> {
  return {
    listEntriesOf: async (objectIds) =>
      (
        await io.run(
          'audit.of',
          () => audit.filter((entry) => objectIds.includes(entry.objectId), null),
          null,
        )
      ).toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)),
    insertEntries: async (entries, tx) => {
      if (entries.length === 0) return;
      await io.run(
        'audit.insert',
        () => {
          for (const entry of entries) audit.insert(entry, memoryTx(tx ?? undefined));
        },
        memoryTx(tx),
      );
    },
  };
}

function memorySamples({ samples }: MemoryTables, io: Io): Pick<Stores['samples'], 'openSamples'> {
  return {
    openSamples: async (rows, tx) => {
      if (rows.length === 0) return;
      await io.run(
        'samples.open',
        () => {
          for (const { deliveryId, platformPostId } of rows) {
            if (samples.find(deliveryId, memoryTx(tx)) === null) {
              samples.insert({ deliveryId, platformPostId }, memoryTx(tx));
            }
          }
        },
        memoryTx(tx),
      );
    },
  };
}

/** People and units stand still in a simulation: to read them is no round trip. */
function memoryPeople({ people }: MemoryTables): Pick<Stores['people'], 'listActivePeople'> {
  return { listActivePeople: () => Promise.resolve(people) };
}

function memoryUnits({ units }: MemoryTables): Pick<Stores['units'], 'listUnits'> {
  return { listUnits: () => Promise.resolve(units) };
}
