/**
 * The process that makes the database ready at each start: migrations, and in practice mode the
 * demonstration. It tells the process that started it who can sign in, and ends; what it loaded
 * goes with it.
 */
import { loadConfig } from '../../config/config.ts';
import { exitWithParent, waitForParent } from '../lib/exit-with-parent.ts';
import { createTranslators } from '../lib/i18n.ts';
import type { PrepareMessage } from './prepare-message.ts';

exitWithParent();
try {
  const message = await prepare();
  process.send?.(message, undefined, undefined, () => process.exit(0));
} catch (error) {
  console.error(error);
  const reason = error instanceof Error ? error.message : String(error);
  const message: PrepareMessage = { kind: 'failed', reason };
  process.send?.(message, undefined, undefined, () => process.exit(1));
}

async function prepare(): Promise<PrepareMessage> {
  const config = loadConfig(process.env);
  const [{ openContext }, demo] = await Promise.all([
    import('../context.ts'),
    config.mode === 'practice' ? import('./demo/seed-demo.ts') : null,
  ]);
  await waitForParent();
  const context = await openContext(config);
  try {
    await context.migrate();
    if (demo === null) return { kind: 'prepared', people: [] };
    const { vi, en } = createTranslators();
    const people = await demo.seedDemo(context, new URL(config.facebook.graphUrl).origin);
    return {
      kind: 'prepared',
      people: people.map((person) => {
        const key = `common.role.${person.role}`;
        return { ...person, roleName: `${vi(key)} · ${en(key)}` };
      }),
    };
  } finally {
    await context.close();
  }
}
