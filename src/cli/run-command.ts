import { ConfigError } from '../../config/config.ts';

const LEAVE_WITHIN_MS = 500;

/** Refusals of deeper layers whose own sentence is enough, without a stack. */
const PLAIN_ERRORS: ReadonlySet<string> = new Set([
  'StartError',
  'SchemaVersionError',
  'ModeError',
  'MongooseServerSelectionError',
  'MongoServerSelectionError',
]);

/** What a command has to say: an object for programs, lines for people. */
export type CommandResult = { json: Record<string, unknown>; lines: readonly string[] };

/** A refusal that a person can act on; shown without a stack. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly faults: readonly string[];

  constructor(message: string, faults: readonly string[] = []) {
    super(message);
    this.faults = faults;
  }
}

/**
 * Runs a command's work and shows its result, with `--json` as one line of JSON on standard
 * output. Any failure is shown as well and makes the exit code 1.
 */
export async function runCommand(
  options: { json?: boolean },
  work: () => Promise<CommandResult | null>,
): Promise<void> {
  try {
    const result = await work();
    if (result === null) return;
    console.log(
      options.json === true
        ? JSON.stringify({ ok: true, ...result.json })
        : result.lines.join('\n'),
    );
  } catch (error) {
    showFailure(error, options.json === true);
    process.exitCode = 1;
    // A process that opened something and then failed must not stay.
    setTimeout(() => process.exit(1), LEAVE_WITHIN_MS).unref();
  }
}

function showFailure(error: unknown, json: boolean): void {
  const { message, faults } = explain(error);
  if (json) console.log(JSON.stringify({ ok: false, error: message, faults }));
  else for (const line of [message, ...faults]) console.error(line);
}

function explain(error: unknown): { message: string; faults: readonly string[] } {
  if (error instanceof ConfigError) {
    return { message: 'The environment cannot be used:', faults: error.faults };
  }
  if (error instanceof CommandError) return { message: error.message, faults: error.faults };
  if (error instanceof Error && PLAIN_ERRORS.has(error.name)) {
    return { message: error.message, faults: [] };
  }
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    faults: [],
  };
}
