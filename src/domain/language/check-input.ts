import type { PlatformId } from '../channels/channel.ts';

/** One version in one language, with what the guard must know around it. */
export type CheckInput = {
  /** ISO 639-1; Vietnamese and English have rules of their own. */
  language: string;
  /** As it was typed, of any form. */
  text: string;
  /** Where it goes. */
  platforms: readonly PlatformId[];
  /** When it goes out. */
  at: Date;
  /** The IANA zone of the unit that speaks. */
  zone: string;
  media: readonly CheckMedia[];
  /** The same post's other version. */
  pair: CheckPair | null;
  /** What the same channels carried or will carry; `at` is past or to come. */
  recent: readonly { text: string; at: Date }[];
  context: CheckContext;
};

export type CheckMedia = {
  /** The name of the file. */
  name: string;
  alt: string;
  /** The picture shows nothing but a text. */
  isTextOnly: boolean;
};

export type CheckPair = { language: string; text: string; media: readonly CheckMedia[] };

export type CheckContext = {
  /** The whole text quotes somebody else. */
  isQuote: boolean;
  /** A joint document, whose words both sides have agreed on. */
  isJoint: boolean;
  /** The partner that it is about, ISO 3166-1 alpha-2. */
  partner: string | null;
  topic: string | null;
  /** A mourning hold is in force. */
  isMourning: boolean;
};

/** A context in which nothing is special. */
export const PLAIN_CONTEXT: CheckContext = {
  isQuote: false,
  isJoint: false,
  partner: null,
  topic: null,
  isMourning: false,
};
