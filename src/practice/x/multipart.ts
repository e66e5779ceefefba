/**
 * The parts of a multipart body by name, as bytes. X takes a `media` part without a file name, which
 * is what its libraries send and what upload middleware throws away.
 */
export function readMultipart(contentType: string, body: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return parts;
  const delimiter = Buffer.from(`\r\n--${mark}`);
  // The first delimiter has no line end before it: give it one.
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  let at = whole.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    const next = whole.indexOf(delimiter, start);
    if (next === -1) break;
    const headEnd = whole.indexOf('\r\n\r\n', start);
    if (headEnd !== -1 && headEnd < next) {
      const name = /\bname="([^"]*)"/i.exec(whole.toString('latin1', start, headEnd))?.[1];
      if (name !== undefined) parts.set(name, whole.subarray(headEnd + 4, next));
    }
    at = next;
  }
  return parts;
}
