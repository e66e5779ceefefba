import type { Connection } from 'mongoose';
import { createApprovalsStore } from './approvals-store.ts';
import { createAttemptsStore } from './attempts-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createChannelsStore } from './channels-store.ts';
import { createDeliveriesStore } from './deliveries-store.ts';
import { createDeskStore } from './desk-store.ts';
import { createEventsStore } from './events-store.ts';
import { createHoldsStore } from './holds-store.ts';
import { createLanguageStore } from './language-store.ts';
import { createLoginsStore } from './logins-store.ts';
import { createIncomingStore } from './incoming-store.ts';
import { createMediaStore } from './media-store.ts';
import { createNoticesStore } from './notices-store.ts';
import { createPeopleStore } from './people-store.ts';
import { createPostsStore } from './posts-store.ts';
import { createPreflightsStore } from './preflights-store.ts';
import { createReadBackStore } from './read-back-store.ts';
import { createReportsStore } from './reports-store.ts';
import { createSamplesStore } from './samples-store.ts';
import { createSpendStore } from './spend-store.ts';
import { createStagingStore } from './staging-store.ts';
import { createTurnsStore } from './turns-store.ts';
import { createUnlistedCodesStore } from './unlisted-codes-store.ts';
import { createUnitsStore } from './units-store.ts';

export type Stores = ReturnType<typeof createStores>;

/** Every store over one connection. */
export function createStores(connection: Connection) {
  return {
    approvals: createApprovalsStore(connection),
    attempts: createAttemptsStore(connection),
    audit: createAuditStore(connection),
    channels: createChannelsStore(connection),
    deliveries: createDeliveriesStore(connection),
    desk: createDeskStore(connection),
    events: createEventsStore(connection),
    holds: createHoldsStore(connection),
    language: createLanguageStore(connection),
    logins: createLoginsStore(connection),
    incoming: createIncomingStore(connection),
    media: createMediaStore(connection),
    notices: createNoticesStore(connection),
    people: createPeopleStore(connection),
    posts: createPostsStore(connection),
    preflights: createPreflightsStore(connection),
    readBack: createReadBackStore(connection),
    reports: createReportsStore(connection),
    samples: createSamplesStore(connection),
    spend: createSpendStore(connection),
    staging: createStagingStore(connection),
    turns: createTurnsStore(connection),
    unlistedCodes: createUnlistedCodesStore(connection),
    units: createUnitsStore(connection),
  };
}
