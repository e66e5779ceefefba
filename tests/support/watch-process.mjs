/**
 * Preloaded into a process by `--import`: every address that a socket connects to, every name that
 * is looked up and every module that is loaded becomes a line of JSON in the file `WATCH_FILE`.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { register, syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';

const file = process.env.WATCH_FILE;
const tell = (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);

const { connect } = Socket.prototype;
Socket.prototype.connect = function watchedConnect(...given) {
  // Node's own callers hand over one array of normalised arguments.
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const options = typeof first === 'object' ? first : { port: first, host: second };
  if (options.path === undefined) {
    tell({ host: String(options.host ?? 'localhost'), port: Number(options.port) });
  }
  return connect.apply(this, given);
};

const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function watchedSend(...given) {
  tell({ host: `udp ${given.filter((one) => typeof one === 'string').at(-1) ?? ''}`, port: 0 });
  return send.apply(this, given);
};

const { lookup } = dns;
dns.lookup = function watchedLookup(name, ...rest) {
  tell({ host: String(name), port: 0 });
  return lookup.call(dns, name, ...rest);
};
syncBuiltinESMExports();

register('./watch-loads.mjs', import.meta.url, { data: { file } });
