import type { ReaderLanguage } from '../people/person.ts';

export const eventKinds = ['press-conference', 'visit', 'signing', 'other'] as const;
export type EventKind = (typeof eventKinds)[number];

export const eventStates = ['planned', 'cancelled', 'over'] as const;
export type EventState = (typeof eventStates)[number];

/** A press conference, visit or signing that carries posts. */
export type DeskEvent = {
  id: string;
  unitId: string;
  kind: EventKind;
  title: Record<ReaderLanguage, string>;
  place: string;
  startsAt: Date;
  /** The IANA zone of the place: whose clock the event keeps. */
  zone: string;
  state: EventState;
  /** Who gives the signal that releases posts under embargo; null when nothing waits for one. */
  releaserId: string | null;
  /** Who gives it in the releaser's stead. */
  deputyId: string | null;
  /** When it was to begin before it last slipped; what undoing the slip goes back to. */
  slippedFrom: Date | null;
  /** Grows with every change; whoever decides about what the event carries writes it too. */
  version: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
};

/** A person's signal that ends the embargo of an event's posts. Given once; never taken back. */
export type Release = {
  eventId: string;
  /** The exact string that was signed. */
  statement: string;
  /** Ed25519 over the UTF-8 bytes of `statement`, base64, with the public key that verifies it. */
  signature: { value: string; publicKey: string };
  givenBy: string;
  givenByName: string;
  givenAt: Date;
};

/** What is signed: a canonical JSON string of this value. */
export type ReleaseStatement = {
  schema: 'sugia.release.v1';
  eventId: string;
  /** The deliveries that went out at once by this signal. */
  deliveries: string[];
  givenBy: string;
  givenAt: string;
};
