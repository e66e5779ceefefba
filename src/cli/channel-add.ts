import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import type { Credentials } from '../clients/platform.ts';
import { postLanguages } from '../domain/language/post-languages.ts';
import { group } from './admin-create.ts';
import { CommandError, runCommand } from './run-command.ts';
import { readStandardInput, withContext } from './with-context.ts';

type Options = {
  platform: 'facebook' | 'x';
  id: string;
  name: string;
  language: string;
  unit: string;
  keys?: string;
  json?: boolean;
};

const facebookKeys = z.strictObject({ pageAccessToken: z.string().min(1) });
const xKeys = z.union([
  z.strictObject({
    oauth1: z.strictObject({
      consumerKey: z.string().min(1).optional(),
      consumerSecret: z.string().min(1).optional(),
      accessToken: z.string().min(1),
      accessSecret: z.string().min(1),
    }),
  }),
  z.strictObject({
    oauth2: z.strictObject({
      accessToken: z.string().min(1),
      refreshToken: z.string().min(1),
      expiresAt: z.string().min(1),
    }),
  }),
]);

export function register(program: Command): void {
  group(program, 'channel', 'official Facebook Pages and X accounts')
    .command('add')
    .description('register a channel; its keys are JSON from --keys FILE or standard input')
    .requiredOption('--platform <platform>', 'facebook or x')
    .requiredOption('--id <id>', "the platform's own identifier of the Page or account")
    .option('--name <name>', "the name that people at the desk read (default: the platform's)", '')
    .addOption(
      new Option('--language <code>', 'the language it posts in')
        .choices([...postLanguages])
        .makeOptionMandatory(),
    )
    .requiredOption('--unit <key>', 'the unit that runs it')
    .option('--keys <file>', 'file with {"pageAccessToken"} or {"oauth1":{…}} or {"oauth2":{…}}')
    .option('--json', 'print the outcome as one line of JSON')
    .action((options: Options) =>
      runCommand(options, async () => {
        const credentials = await readCredentials(options);
        const { addChannel } = await import('../actions/channels/add-channel.ts');
        const { theDesk } = await import('../actions/records/audit-entry.ts');
        return withContext(async (ctx) => {
          const unit = await ctx.stores.units.findUnitByKey(options.unit);
          if (unit === null) throw new CommandError(`There is no unit "${options.unit}".`);
          const outcome = await addChannel(ctx, {
            actor: theDesk,
            channel: {
              platform: options.platform,
              accountId: options.id,
              name: options.name,
              language: options.language,
              unitId: unit.id,
              credentials,
            },
          });
          if (!outcome.ok) {
            throw new CommandError(`Not added: ${outcome.reason}`, [
              JSON.stringify(outcome.parameters ?? {}),
            ]);
          }
          const { channel } = outcome;
          return {
            json: { channelId: channel.id, name: channel.name, handle: channel.handle },
            lines: [
              `${channel.name} (${channel.platform}, ${channel.handle}) belongs to ${unit.name.en}.`,
            ],
          };
        });
      }),
    );
}

async function readCredentials(options: Options): Promise<Credentials> {
  if (!['facebook', 'x'].includes(options.platform)) {
    throw new CommandError(`There is no platform "${options.platform}"; it is facebook or x.`);
  }
  const text =
    options.keys === undefined
      ? await readStandardInput('Keys as JSON')
      : readFileSync(options.keys, 'utf8');
  const json = parseJson(text);
  if (options.platform === 'facebook') {
    const keys = facebookKeys.safeParse(json);
    if (keys.success) return { kind: 'facebook-page', ...keys.data };
  } else {
    const keys = xKeys.safeParse(json);
    if (keys.success && 'oauth2' in keys.data) return { kind: 'x-oauth2', ...keys.data.oauth2 };
    if (keys.success && 'oauth1' in keys.data) return oauth1(keys.data.oauth1);
  }
  throw new CommandError('The keys do not have the form that this platform needs (see --help).');
}

function oauth1(keys: {
  consumerKey?: string | undefined;
  consumerSecret?: string | undefined;
  accessToken: string;
  accessSecret: string;
}): Credentials {
  const { consumerKey, consumerSecret, accessToken, accessSecret } = keys;
  return {
    kind: 'x-oauth1',
    accessToken,
    accessSecret,
    ...(consumerKey === undefined ? {} : { consumerKey }),
    ...(consumerSecret === undefined ? {} : { consumerSecret }),
  };
}

/** The keys themselves never appear in the message. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CommandError('The keys are not valid JSON.');
  }
}
