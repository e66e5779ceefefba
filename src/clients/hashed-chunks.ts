import { createHash } from 'node:crypto';

/** A stream in parts of one size, with the hash of everything that went by. */
export type HashedChunks = {
  chunks: AsyncIterable<Buffer>;
  /** Of all the bytes so far; whole when the chunks have come to their end. */
  sha256(): string;
};

/** Cuts a stream into parts of `size` bytes, the last one shorter, and hashes it on the way. */
export function hashedChunks(source: AsyncIterable<Uint8Array>, size: number): HashedChunks {
  const hash = createHash('sha256');
  async function* cut(): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of source) {
      hash.update(chunk);
      rest = Buffer.concat([rest, chunk]);
      for (; rest.length >= size; rest = rest.subarray(size)) yield rest.subarray(0, size);
    }
    if (rest.length > 0) yield rest;
  }
  return { chunks: cut(), sha256: () => hash.copy().digest('hex') };
}
