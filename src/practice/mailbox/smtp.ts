import { simpleParser } from 'mailparser';
import type { AddressObject } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { sleep } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { FaultBook } from '../faults.ts';
import type { World } from '../world.ts';

const MOST_BYTES = 25 * 1024 * 1024;

/** A mail server that takes everything and passes nothing on. No sign-in, no TLS: loopback only. */
export function createSmtp(tools: { world: World; faults: FaultBook; logger: Logger }) {
  const { world, faults, logger } = tools;

  const hangUp = (session: SMTPServerSession): void => {
    for (const connection of server.connections) {
      if (connection.session.id === session.id) connection._socket.destroy();
    }
  };

  const keep = async (raw: Buffer, session: SMTPServerSession): Promise<void> => {
    const parsed = await simpleParser(raw);
    const { mailFrom, rcptTo } = session.envelope;
    world.saveMail(
      {
        id: world.newMailId(),
        receivedAt: world.now(),
        from: parsed.from?.text ?? (mailFrom === false ? '' : mailFrom.address),
        to: addressesOf(parsed.to) ?? rcptTo.map(({ address }) => address),
        subject: parsed.subject ?? '',
        messageId: parsed.messageId ?? '',
        attachments: parsed.attachments
          .filter((part) => !part.related)
          .map((part) => part.filename ?? 'attachment'),
      },
      raw,
    );
  };

  const receive = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
  ): Promise<Error | null> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) return refusal(552, 'Message exceeds fixed maximum message size');
    const before = faults.takeMail('before');
    if (before === null) await keep(Buffer.concat(chunks), session);
    const fault = before ?? faults.takeMail('after');
    if (fault === null) return null;
    switch (fault.kind) {
      case 'refuse':
        return refusal(550, 'Mailbox unavailable');
      case 'defer':
        return refusal(451, 'Requested action aborted: try again later');
      case 'drop':
        hangUp(session);
        return null;
      case 'stall':
        await sleep(fault.delayMs ?? 60_000, closing.signal);
        hangUp(session);
        return null;
    }
  };

  const closing = new AbortController();
  const server = new SMTPServer({
    banner: 'practice mailbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    closeTimeout: 500,
    onData: (stream, session, callback) => {
      receive(stream, session).then(callback, (error: unknown) => {
        logger.error({ err: error }, 'a mail could not be kept');
        callback(refusal(451, 'Local error in processing'));
      });
    },
  });
  server.on('error', (error) => {
    logger.debug({ err: error }, 'a mail connection ended badly');
  });
  return {
    server: server.server,
    listen: (port: number, host: string): void => {
      server.listen(port, host);
    },
    /** Ends every connection at once: whoever is in the middle of a mail sees the line drop. */
    close: async (): Promise<void> => {
      closing.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(resolve);
      });
      for (const connection of server.connections) connection._socket.destroy();
      await closed;
    },
  };
}

function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

function addressesOf(to: AddressObject | AddressObject[] | undefined): string[] | null {
  const all = to === undefined ? [] : Array.isArray(to) ? to : [to];
  const texts = all.flatMap(({ value }) => value.map(({ address }) => address ?? ''));
  return texts.length === 0 ? null : texts;
}
