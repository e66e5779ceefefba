import { parseArgs } from 'node:util';
import { createLogger } from '../lib/logger.ts';
import { startPractice } from './start-practice.ts';

const DEFAULT_HTTP_PORT = '4101';
const DEFAULT_SMTP_PORT = '4102';
/** Whoever waits for this process waits no longer than this. */
const CLOSE_WITHIN_MS = 1_500;

const { values } = parseArgs({
  options: {
    'http-port': { type: 'string', default: DEFAULT_HTTP_PORT },
    'smtp-port': { type: 'string', default: DEFAULT_SMTP_PORT },
    'data-dir': { type: 'string', default: '.sugia' },
    'log-level': { type: 'string', default: 'info' },
  },
});

const logger = createLogger('practice', values['log-level']);
const practice = await startPractice({
  httpPort: Number(values['http-port']),
  smtpPort: Number(values['smtp-port']),
  dataDir: values['data-dir'],
  logger,
});
logger.info({ url: practice.url, smtpPort: practice.smtpPort }, 'practice platforms are ready');
process.send?.({ ready: true, url: practice.url });

let isClosing = false;
const close = (): void => {
  if (isClosing) return;
  isClosing = true;
  setTimeout(() => process.exit(0), CLOSE_WITHIN_MS).unref();
  void practice.close().then(() => process.exit(0));
};
process.on('SIGTERM', close);
process.on('SIGINT', close);
// The process that started this one is gone.
process.on('disconnect', close);
