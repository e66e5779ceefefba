import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** What the server does at each step; a string is its reply, a function takes over. */
export type SmtpScript = Partial<
  Record<
    'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'end',
    string | ((socket: Socket) => void)
  >
>;

export type SmtpScriptServer = {
  url: string;
  /** The mails that arrived whole, whatever was answered. */
  mails: string[];
  connections(): number;
  script: SmtpScript;
  close(): Promise<void>;
};

/** An SMTP server that does exactly what a test tells it to. */
export async function startSmtpScript(): Promise<SmtpScriptServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const mails: string[] = [];
  const script: SmtpScript = {};
  const server = net.createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const act = (step: keyof SmtpScript, otherwise: string): void => {
      const action = script[step] ?? otherwise;
      if (typeof action === 'string') socket.write(`${action}\r\n`);
      else action(socket);
    };
    let reading = false;
    let buffer = '';
    act('greeting', '220 scripted ESMTP');
    socket.on('data', (chunk) => {
      buffer += chunk.toString('utf8');
      for (;;) {
        const mark = reading ? '\r\n.\r\n' : '\r\n';
        const at = buffer.indexOf(mark);
        if (at === -1) return;
        const part = buffer.slice(0, at);
        buffer = buffer.slice(at + mark.length);
        if (reading) {
          reading = false;
          mails.push(part);
          act('end', '250 queued as 1');
        } else if (/^EHLO/i.test(part)) socket.write('250-scripted\r\n250 AUTH PLAIN\r\n');
        else if (/^AUTH/i.test(part)) act('auth', '235 welcome');
        else if (/^MAIL/i.test(part)) act('mail', '250 ok');
        else if (/^RCPT/i.test(part)) act('rcpt', '250 ok');
        else if (/^DATA/i.test(part)) {
          reading = script.data === undefined;
          act('data', '354 go on');
        } else socket.write('250 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    connections: () => connections,
    script,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
