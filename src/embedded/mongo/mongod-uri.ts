export const REPLICA_SET = 'sugia';

/** Where a server that this machine runs answers. */
export function mongodUri(port: number, database: string): string {
  return `mongodb://127.0.0.1:${port}/${database}?replicaSet=${REPLICA_SET}`;
}
