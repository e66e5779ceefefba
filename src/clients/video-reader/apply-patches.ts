import type { Patch } from './video-reader.ts';

/** The same bytes with the patches written over them, chunk by chunk. */
export async function* applyPatches(
  source: AsyncIterable<Uint8Array>,
  patches: readonly Patch[],
): AsyncGenerator<Uint8Array> {
  let offset = 0;
  for await (const chunk of source) {
    yield patched(chunk, offset, patches);
    offset += chunk.length;
  }
}

function patched(chunk: Uint8Array, offset: number, patches: readonly Patch[]): Uint8Array {
  const end = offset + chunk.length;
  const touching = patches.filter((one) => one.offset < end && one.offset + lengthOf(one) > offset);
  if (touching.length === 0) return chunk;
  const copy = Buffer.from(chunk);
  for (const patch of touching) {
    const from = Math.max(patch.offset, offset);
    const to = Math.min(patch.offset + lengthOf(patch), end);
    if ('zeros' in patch) copy.fill(0, from - offset, to - offset);
    else copy.set(patch.bytes.subarray(from - patch.offset, to - patch.offset), from - offset);
  }
  return copy;
}

function lengthOf(patch: Patch): number {
  return 'zeros' in patch ? patch.zeros : patch.bytes.length;
}
