import { mongodUri } from './mongod-uri.ts';
import { readDataRecord } from './data-record.ts';

/** The name of the one database of an embedded server. */
export const EMBEDDED_DATABASE = 'sugia';

/** The address of the server that a desk started on this data directory; null when it has none. */
export function findEmbeddedUri(dataDir: string): string | null {
  const record = readDataRecord(dataDir);
  return record === null || record.port === 0 ? null : mongodUri(record.port, EMBEDDED_DATABASE);
}
