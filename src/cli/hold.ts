import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { holdKinds } from '../domain/deliveries/hold.ts';
import type { HoldKind, HoldScope } from '../domain/deliveries/hold.ts';
import type { Actor } from '../domain/people/person.ts';
import { topics } from '../domain/posts/post.ts';
import type { Topic } from '../domain/posts/post.ts';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import type { CommandResult } from './run-command.ts';
import { withContext } from './with-context.ts';

type StartOptions = {
  as: string;
  scope: string;
  reason: string;
  kind: string;
  exempt?: string;
  until?: string;
  json?: boolean;
};

/** Holds, with the very rules of the pages: who may, what is covered, and that an end fires nothing. */
export function register(program: Command): void {
  const hold = group(program, 'hold', 'pauses of publishing');
  hold
    .command('start')
    .description('hold what has not begun to go out, from this moment on')
    .requiredOption('--as <email>', 'who starts it')
    .requiredOption(
      '--scope <scope>',
      'everything, unit:KEY, channel:HANDLE or ID, topic:NAME, event:ID or post:ID',
    )
    .requiredOption('--reason <text>', 'why; everybody reads it')
    .option('--kind <kind>', holdKinds.join(', '), 'ordinary')
    .option('--exempt <topics>', 'topics that still go out, with commas; "none" for none')
    .option('--until <time>', 'planned end, for example 2026-11-27T08:00:00+07:00')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: StartOptions) =>
      runCommand(options, () => withContext((ctx) => start(ctx, options))),
    );
  hold
    .command('end')
    .argument('<id>', 'the hold, as `sugia hold list` names it')
    .description('end a hold; nothing goes out by that, each delivery waits for a review')
    .requiredOption('--as <email>', 'who ends it')
    .option('--json', 'print the outcome as one line of JSON')
    .action((id: string, options: { as: string; json?: boolean }) =>
      runCommand(options, () => withContext((ctx) => end(ctx, id, options.as))),
    );
  hold
    .command('list')
    .description('the holds in force')
    .option('--json', 'print them as one line of JSON')
    .action((options: { json?: boolean }) => runCommand(options, () => withContext(list)));
}

async function start(ctx: Context, options: StartOptions): Promise<CommandResult> {
  const { startHold } = await import('../actions/holds/start-hold.ts');
  const actor = await actorOf(ctx, options.as);
  const kind = holdKinds.find((known) => known === options.kind);
  if (kind === undefined) throw new CommandError(`--kind is one of: ${holdKinds.join(', ')}`);
  const exempt = exemptOf(options.exempt);
  const until = options.until === undefined ? null : new Date(options.until);
  if (until !== null && Number.isNaN(until.getTime())) {
    throw new CommandError(`--until is no time: ${options.until ?? ''}`);
  }
  const scope = await readScopeText(ctx, options.scope);
  const outcome = await startHold(ctx, {
    actor,
    kind: kind satisfies HoldKind,
    scope,
    reason: options.reason,
    until,
    ...(exempt === null ? {} : { exempt }),
  });
  if (!outcome.ok) throw new CommandError(`Not started: ${outcome.reason}`);
  const { hold } = outcome;
  return {
    json: { holdId: hold.id, exempt: hold.exempt },
    lines: [
      `Hold ${hold.id} is in force.`,
      hold.exempt.length === 0
        ? 'It lets nothing out.'
        : `These topics still go out: ${hold.exempt.join(', ')}.`,
    ],
  };
}

async function end(ctx: Context, id: string, as: string): Promise<CommandResult> {
  const { endHold } = await import('../actions/holds/end-hold.ts');
  const outcome = await endHold(ctx, { actor: await actorOf(ctx, as), holdId: id });
  if (!outcome.ok) throw new CommandError(`Not ended: ${outcome.reason}`);
  return {
    json: { holdId: id, toReview: outcome.toReview },
    lines: [
      `The hold is over. Nothing goes out by that: ${outcome.toReview} deliveries wait for a review at ${ctx.publicUrl}/holds/${id}`,
    ],
  };
}

async function list(ctx: Context): Promise<CommandResult> {
  const { nameHolds } = await import('../actions/holds/name-holds.ts');
  const holds = await nameHolds(ctx, await ctx.stores.holds.listHoldsInForce(), null);
  return {
    json: {
      holds: holds.map(({ id, kind, scope, exempt, reason, startedByName, startedAt, until }) => ({
        id,
        kind,
        scope,
        exempt,
        reason,
        startedBy: startedByName,
        startedAt,
        until,
      })),
    },
    lines:
      holds.length === 0
        ? ['No hold is in force.']
        : holds.map(
            ({ id, kind, scope, scopeName, reason, startedByName, startedAt }) =>
              `${id}  ${kind}, ${scope.kind}${scopeName === null ? '' : ` ${scopeName.en}`}, since ${startedAt.toISOString()} by ${startedByName}: ${reason}`,
          ),
  };
}

async function actorOf(ctx: Context, email: string): Promise<Actor> {
  const { loadActor } = await import('../actions/people/load-actor.ts');
  const person = await ctx.stores.people.findPersonByEmail(email);
  const actor = person === null ? null : await loadActor(ctx, person.id);
  if (actor === null) throw new CommandError(`Nobody signs in as ${email}.`);
  return actor;
}

function exemptOf(text: string | undefined): Topic[] | null {
  if (text === undefined) return null;
  if (text === 'none') return [];
  return text.split(',').map((name) => {
    const topic = topics.find((known) => known === name.trim());
    if (topic === undefined) {
      throw new CommandError(`--exempt: "${name}" is not one of: ${topics.join(', ')}`);
    }
    return topic;
  });
}

async function readScopeText(ctx: Context, text: string): Promise<HoldScope> {
  const [kind, name = ''] = text.split(/:(.*)/s);
  switch (kind) {
    case 'everything':
      return { kind };
    case 'unit': {
      const unit = await ctx.stores.units.findUnitByKey(name);
      if (unit === null) throw new CommandError(`There is no unit "${name}".`);
      return { kind, unitIds: [unit.id] };
    }
    case 'channel': {
      const channels = await ctx.stores.channels.listChannels();
      const found = channels.filter((one) => [one.id, one.handle].includes(name));
      if (found.length > 1)
        throw new CommandError(`Several channels are "${name}": name one by its ID.`);
      if (found[0] === undefined) throw new CommandError(`There is no channel "${name}".`);
      return { kind, channelId: found[0].id };
    }
    case 'topic': {
      const topic = topics.find((known) => known === name);
      if (topic === undefined) throw new CommandError(`A topic is one of: ${topics.join(', ')}`);
      return { kind, topic };
    }
    case 'event':
      return { kind, eventId: name };
    case 'post':
      return { kind, postId: name };
    default:
      throw new CommandError(`--scope "${text}" is not understood; see sugia hold start --help`);
  }
}
