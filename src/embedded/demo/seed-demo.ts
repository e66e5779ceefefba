import { rebuildRollUps } from '../../actions/audience/rebuild-roll-ups.ts';
import { addChannel } from '../../actions/channels/add-channel.ts';
import { createDrain } from '../../actions/deliveries/drain-deliveries.ts';
import { addPerson } from '../../actions/people/add-person.ts';
import { loadActor } from '../../actions/people/load-actor.ts';
import { dueWork } from '../../actions/practice/due-work.ts';
import { setTime, walkTime } from '../../actions/practice/walk-time.ts';
import { theDesk } from '../../actions/records/audit-entry.ts';
import type { Context } from '../../context.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import { addWeeks, weekOf } from '../../domain/time/zones.ts';
import { newId } from '../../lib/ids.ts';
import { demoChannels, demoPeople, demoPosts, demoUnits } from './demo-data.ts';
import type { DemoPerson } from './demo-data.ts';
import { actsOf } from './demo-acts.ts';
import { planDemoEvent } from './demo-event.ts';
import type { DemoStage } from './demo-stage.ts';
import { practicePlatforms } from './practice-control.ts';
import type { PracticePlatforms } from './practice-control.ts';

export type DemoSignIn = { name: string; role: string; email: string; password: string };

const HISTORY_MS = 28 * 24 * 3_600_000;
const WEEKS_LIVED = 5;
const STILL_NEWS_MS = 36 * 3_600_000;

/**
 * Fills an empty practice desk by living four weeks of it: units, people and channels are made,
 * practice time is set back, and every post is written, approved, sent and sampled by the very
 * actions that the desk runs on. A desk that has people is left as it is, unless its demonstration
 * was cut short: then nobody has used it yet, and it is filled anew.
 */
export async function seedDemo(ctx: Context, practiceUrl: string): Promise<DemoSignIn[]> {
  const people = demoPeople();
  if ((await ctx.stores.desk.readDemoState()) === 'begun') {
    await ctx.stores.desk.clearUnfinishedDemo();
  }
  if ((await ctx.stores.people.countPeople()) === 0) {
    await ctx.stores.desk.saveDemoState('begun');
    await fill(ctx, practiceUrl, people);
    await ctx.stores.desk.saveDemoState('whole');
  }
  const known = new Set((await ctx.stores.people.listActivePeople()).map((person) => person.email));
  return people
    .filter((person) => known.has(person.email))
    .map(({ name, roleKey, email, password }) => ({ name, role: roleKey, email, password }));
}

async function fill(ctx: Context, practiceUrl: string, people: DemoPerson[]): Promise<void> {
  const today = ctx.clock.real();
  const practice = practicePlatforms(practiceUrl);
  await practice.reset();
  const began = new Date(today.getTime() - HISTORY_MS);
  await setTime(ctx, began);
  const units = await makeUnits(ctx);
  const channels = await openChannels(ctx, practice, units, began);
  const actors = await addPeople(ctx, people, units);
  const stage: DemoStage = { ctx, practice, units, channels, actors, today };
  const drain = createDrain(ctx);
  // The weeks are rolled up once, when they have been lived.
  const work = dueWork(ctx, drain, () => Promise.resolve());
  const acts = demoPosts()
    .flatMap((post) => actsOf(stage, post))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const act of acts) {
    await walkTime(ctx, act.at, work);
    await act.run();
  }
  await walkTime(ctx, ctx.clock.real(), work);
  const weeks = Array.from({ length: WEEKS_LIVED }, (_, n) => addWeeks(weekOf(today), -n));
  await rebuildRollUps(ctx, [...channels.values()], weeks);
  await ctx.practice?.setOffsetMs(0);
  await ctx.stores.desk.savePracticeOffset(0);
  ctx.clock.setOffsetMs(0);
  await ctx.stores.notices.settleOlderThan(new Date(today.getTime() - STILL_NEWS_MS), today);
  await planDemoEvent(stage);
  await ctx.stores.desk.saveReportsFrom(ctx.clock.now());
}

async function makeUnits(ctx: Context): Promise<Map<string, Unit>> {
  const units = new Map<string, Unit>();
  for (const { key, parent, zone, city, name } of demoUnits()) {
    const parentId = parent === null ? null : (units.get(parent)?.id ?? null);
    const unit: Unit = { id: newId(), key, name, zone, city, parentId };
    await ctx.stores.units.insertUnit(unit);
    units.set(key, unit);
  }
  return units;
}

async function addPeople(
  ctx: Context,
  people: readonly DemoPerson[],
  units: ReadonlyMap<string, Unit>,
): Promise<Map<string, Actor>> {
  const actors = new Map<string, Actor>();
  await Promise.all(
    people.map(async ({ key, grants, ...person }) => {
      const outcome = await addPerson(ctx, {
        actor: theDesk,
        person: {
          email: person.email,
          name: person.name,
          password: person.password,
          language: person.language,
          reportLanguages: person.reportLanguages,
          grants: grants.map(({ role, unit }) => ({ role, unitId: idOf(units, unit) })),
        },
      });
      if (!outcome.ok) throw new Error(`${person.email} was not added: ${outcome.reason}`);
      const actor = await loadActor(ctx, outcome.person.id);
      if (actor !== null) actors.set(key, actor);
    }),
  );
  return actors;
}

async function openChannels(
  ctx: Context,
  practice: PracticePlatforms,
  units: ReadonlyMap<string, Unit>,
  began: Date,
): Promise<Map<string, Channel>> {
  const channels = new Map<string, Channel>();
  for (const demo of demoChannels()) {
    const credentials = await practice.openAccount(demo, began);
    const { platform, accountId, name, language } = demo;
    const outcome = await addChannel(ctx, {
      actor: theDesk,
      channel: { platform, accountId, name, language, unitId: idOf(units, demo.unit), credentials },
    });
    if (!outcome.ok) throw new Error(`${demo.key} was not added: ${outcome.reason}`);
    channels.set(demo.key, outcome.channel);
  }
  return channels;
}

function idOf(units: ReadonlyMap<string, Unit>, key: string): string {
  const unit = units.get(key);
  if (unit === undefined) throw new Error(`the demonstration has no unit ${key}`);
  return unit.id;
}
