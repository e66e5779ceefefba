import { cityOf } from '../../src/domain/time/format.ts';
import type { Channel, PlatformId } from '../../src/domain/channels/channel.ts';
import type { Role } from '../../src/domain/people/permission.ts';
import type { Person, ReaderLanguage } from '../../src/domain/people/person.ts';
import type { Unit } from '../../src/domain/people/unit.ts';

/** What everybody on a test desk signs in with. */
export const TEST_PASSWORD = 'một mật khẩu đủ dài để thử';

const ADDED = new Date('2026-01-05T02:00:00.000Z');

export const testUnits = {
  hq: unit('hq', null, 'Asia/Ho_Chi_Minh', 'Bộ Ngoại giao', 'Ministry of Foreign Affairs'),
  press: unit(
    'press',
    'unit-hq',
    'Asia/Ho_Chi_Minh',
    'Vụ Thông tin Báo chí',
    'Press and Information Department',
  ),
  paris: unit('paris', 'unit-hq', 'Europe/Paris', 'Đại sứ quán tại Pháp', 'Embassy in France'),
  geneva: unit(
    'geneva',
    'unit-hq',
    'Europe/Zurich',
    'Phái đoàn tại Geneva',
    'Permanent Mission in Geneva',
  ),
} as const;

export const testPeople = {
  'press-officer': person('press-officer', 'Trần Minh Anh', 'press-officer', 'unit-press'),
  /** A second press officer of the same unit: two people in one post. */
  'press-officer-2': person('press-officer-2', 'Đỗ Quang Huy', 'press-officer', 'unit-press'),
  'paris-officer': person('paris-officer', 'Nguyễn Thu Hà', 'press-officer', 'unit-paris'),
  translator: person('translator', 'Lê Hoàng Nam', 'translator', 'unit-press'),
  spokesperson: person('spokesperson', 'Phạm Thu Hằng', 'spokesperson', 'unit-hq'),
  administrator: person('administrator', 'Vũ Đức Long', 'administrator', 'unit-hq'),
  'report-reader': person('report-reader', 'Ngô Lan Chi', 'report-reader', 'unit-hq', 'en'),
} as const;

export type TestRole = keyof typeof testPeople;

/** The ministry's channels belong to its press department, which runs them. */
export const testChannels = {
  facebook: channel('facebook', 'press', 'facebook', 'vi', 'Bộ Ngoại giao Việt Nam'),
  x: channel('x', 'press', 'x', 'en', 'Viet Nam MOFA'),
  parisFacebook: channel('paris-facebook', 'paris', 'facebook', 'vi', 'ĐSQ Việt Nam tại Pháp'),
  parisX: channel('paris-x', 'paris', 'x', 'en', 'Viet Nam in France'),
} as const;

function unit(key: string, parentId: string | null, zone: string, vi: string, en: string): Unit {
  const city = { vi: cityOf(zone, 'vi'), en: cityOf(zone, 'en') };
  return { id: `unit-${key}`, key, name: { vi, en }, parentId, zone, city };
}

function person(
  key: string,
  name: string,
  role: Role,
  unitId: string,
  language: ReaderLanguage = 'vi',
): Person {
  return {
    id: `person-${key}`,
    email: `${key}@mofa.example`,
    name,
    language,
    grants: [{ role, unitId }],
    reportLanguages: role === 'report-reader' ? ['vi', 'en'] : [],
    state: 'active',
    createdAt: ADDED,
  };
}

function channel(
  key: string,
  unitKey: string,
  platform: PlatformId,
  language: string,
  name: string,
): Channel {
  const accountId = `10${String(key.length).padStart(4, '0')}${key.replaceAll(/[^a-z]/g, '')}`;
  return {
    id: `channel-${key}`,
    unitId: `unit-${unitKey}`,
    platform,
    accountId,
    name,
    handle: key.replaceAll('-', ''),
    language,
    state: 'connected',
    stateReason: null,
    publicUrl: `https://${platform}.example/${key}`,
    lookFirst: null,
    createdAt: ADDED,
  };
}
