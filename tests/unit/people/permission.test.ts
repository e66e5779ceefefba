import { describe, expect, it } from '@jest/globals';
import { permissions, roles } from '../../../src/domain/people/permission.ts';
import { actorOf, can, canAnywhere, scopeOf } from '../../../src/domain/people/person.ts';
import type { Person } from '../../../src/domain/people/person.ts';
import { unitWithDescendants } from '../../../src/domain/people/unit.ts';
import type { Unit } from '../../../src/domain/people/unit.ts';
import { testPeople } from '../../support/desk-people.ts';

/** Who may do what, written out: columns are press-officer, translator, spokesperson, administrator, report-reader. */
const table: Record<(typeof permissions)[number], string> = {
  'post.read': 'y y y y y',
  'post.write': 'y y - - -',
  'post.submit': 'y - - - -',
  'post.return': '- - y - -',
  'post.approve': '- - y - -',
  'post.withdraw': 'y - y - -',
  'post.drop': 'y - - - -',
  'media.write': 'y y - - -',
  'media.read': 'y y y y y',
  'delivery.read': 'y y y y y',
  'delivery.settle': 'y - y - -',
  'delivery.take-down': 'y - y - -',
  'event.read': 'y y y - -',
  'event.manage': 'y - y - -',
  'event.release': '- - y - -',
  'embargo.read': 'y y y - -',
  'hold.start': 'y - y y -',
  'hold.end': '- - y y -',
  'channel.read': 'y y y y y',
  'channel.manage': '- - - y -',
  'audience.read': 'y y y y y',
  'report.read': 'y - y y y',
  'person.read': '- - - y -',
  'person.manage': '- - - y -',
  'audit.read': '- - y y -',
  'lexicon.propose': 'y y y y -',
  'lexicon.confirm': '- - y y -',
  'practice.control': 'y y y y y',
};

function unit(id: string, parentId: string | null): Unit {
  return {
    id,
    key: id,
    name: { vi: id, en: id },
    parentId,
    zone: 'Asia/Ho_Chi_Minh',
    city: { vi: id, en: id },
  };
}

const units = [
  unit('root', null),
  unit('asia', 'root'),
  unit('tokyo', 'asia'),
  unit('osaka', 'tokyo'),
  unit('paris', 'root'),
];

function personWith(grants: Person['grants']): Person {
  return { ...testPeople.translator, grants };
}

describe('the table of roles', () => {
  it.each(permissions)('gives %s to whom the house says', (permission) => {
    const given = roles.map((role) =>
      can(actorOf(personWith([{ role, unitId: 'root' }]), units), permission, 'root') ? 'y' : '-',
    );
    expect(given.join(' ')).toBe(table[permission]);
  });

  it('lets nobody both write a post and approve one by a single role', () => {
    for (const role of roles) {
      const who = actorOf(personWith([{ role, unitId: 'root' }]), units);
      expect(canAnywhere(who, 'post.write') && canAnywhere(who, 'post.approve')).toBe(false);
    }
  });
});

describe('a grant', () => {
  it('covers its unit and everything below it, and nothing beside or above', () => {
    const who = actorOf(personWith([{ role: 'spokesperson', unitId: 'asia' }]), units);
    expect(scopeOf(who, 'post.approve')).toEqual(['asia', 'tokyo', 'osaka']);
    expect(can(who, 'post.approve', 'osaka')).toBe(true);
    expect(can(who, 'post.approve', 'root')).toBe(false);
    expect(can(who, 'post.approve', 'paris')).toBe(false);
  });

  it('counts in its own units alone: a reader of everything writes only at home', () => {
    const who = actorOf(
      personWith([
        { role: 'report-reader', unitId: 'root' },
        { role: 'press-officer', unitId: 'paris' },
      ]),
      units,
    );
    expect(scopeOf(who, 'post.write')).toEqual(['paris']);
    expect(scopeOf(who, 'post.read').sort()).toEqual(['asia', 'osaka', 'paris', 'root', 'tokyo']);
    expect(can(who, 'post.write', 'tokyo')).toBe(false);
  });

  it('that overlaps another one names each unit once', () => {
    const who = actorOf(
      personWith([
        { role: 'press-officer', unitId: 'asia' },
        { role: 'press-officer', unitId: 'tokyo' },
      ]),
      units,
    );
    expect(scopeOf(who, 'post.write')).toEqual(['asia', 'tokyo', 'osaka']);
  });

  it('of nothing allows nothing', () => {
    const who = actorOf(personWith([]), units);
    for (const permission of permissions) expect(canAnywhere(who, permission)).toBe(false);
  });
});

describe('the tree of units', () => {
  it('that bites its own tail is still walked once', () => {
    const cycle = [unit('a', 'b'), unit('b', 'a')];
    expect(unitWithDescendants('a', cycle)).toEqual(['a', 'b']);
  });
});
