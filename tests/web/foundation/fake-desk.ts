import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import session from 'express-session';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ActionContext } from '../../../src/actions/context.ts';
import type { Actor } from '../../../src/domain/people/person.ts';
import type { Role } from '../../../src/domain/people/permission.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { createTranslators } from '../../../src/lib/i18n.ts';
import type { Shell, WebDeps } from '../../../src/web/web-deps.ts';

export const NOW = new Date('2026-11-20T09:42:00.000Z');
export const PASSWORD = 'đúng mật khẩu';

export function actorWith(role: Role, overrides: Partial<Actor> = {}): Actor {
  return {
    personId: `person-${role}`,
    name: 'Trần Minh Anh',
    language: 'vi',
    grants: [{ role, unitId: 'unit-1', unitIds: ['unit-1'] }],
    ...overrides,
  };
}

const emptyShell: Shell = { counts: {}, hold: null, workerTrouble: [], unitClock: null };

const translators = createTranslators();

/** A desk with people but without a database: what the web side needs to be tried alone. */
export function fakeDesk(overrides: Partial<WebDeps> = {}): WebDeps {
  const people: Actor[] = [
    actorWith('press-officer'),
    actorWith('spokesperson'),
    actorWith('report-reader', { language: 'en' }),
  ];
  return {
    // The foundation's own pages ask no action for anything.
    actions: {} as ActionContext,
    mode: 'practice',
    publicUrl: 'http://localhost:4100',
    sessionSecret: 'a secret of a test',
    trustProxy: false,
    logger: pino({ level: 'silent' }),
    clock: createClock(() => NOW),
    translators,
    assetsDir: mkdtempSync(join(tmpdir(), 'desk-assets-')),
    sessionStore: new session.MemoryStore(),
    authenticate: ({ email, password }) => {
      const found = people.find((person) => `${person.personId}@mofa.example` === email);
      return Promise.resolve(
        found !== undefined && password === PASSWORD
          ? { ok: true, personId: found.personId }
          : { ok: false },
      );
    },
    loadActor: (id) => Promise.resolve(people.find((person) => person.personId === id) ?? null),
    saveLanguage: (id, language) => {
      const person = people.find((one) => one.personId === id);
      if (person !== undefined) person.language = language;
      return Promise.resolve();
    },
    loadShell: () => Promise.resolve(emptyShell),
    demoPeople: () =>
      Promise.resolve([
        {
          name: 'Trần Minh Anh',
          email: 'person-press-officer@mofa.example',
          password: PASSWORD,
          roleKey: 'press-officer',
        },
      ]),
    health: {
      ready: () => Promise.resolve({ ok: true, reasons: [] }),
      publishing: () => Promise.resolve({ ok: false, reasons: ['no-worker'] }),
    },
    metrics: { registry: new Registry(), token: 'token-of-the-metrics' },
    ...overrides,
  };
}
