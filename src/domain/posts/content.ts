import type { PlatformId } from '../channels/channel.ts';

/**
 * What is approved: canonical JSON of this value is hashed, stored as a string and never rebuilt.
 * Instants are ISO 8601 in UTC with milliseconds; texts are NFC with LF line ends.
 */
export type Content = {
  schema: 'sugia.content.v1';
  /** Keyed by ISO 639-1 language code. */
  versions: Record<string, VersionContent>;
  targets: Target[];
  reasons: OverrideReason[];
};

export type VersionContent = {
  text: string;
  /** A text of its own for a platform where it differs. */
  platformTexts: Partial<Record<PlatformId, string>>;
  /**
   * What follows the text in a thread, part by part, for a platform that has threads. Left out
   * where there is none, so that a content without a thread is the same string as ever.
   */
  threads?: Partial<Record<PlatformId, string[]>>;
  link: string | null;
  media: MediaRef[];
};

/**
 * The bytes that are sent, by SHA-256, and what a blind reader is told. A video says so; neither
 * platform takes an alternative text for one, so it has none: nothing is approved that is not sent.
 */
export type MediaRef = { sha256: string; alt: string; kind?: 'video' };

export type Target = {
  channelId: string;
  language: string;
  timing: Timing;
  /** The IANA zone that the person chose the time in. */
  zone: string;
};

export type Timing =
  | { kind: 'at'; at: string; until: string }
  | { kind: 'on-approval'; until: string }
  | { kind: 'signal'; eventId: string; until: string };

/** Why a finding was overridden; part of what is approved. */
export type OverrideReason = { rule: string; language: string; excerpt: string; reason: string };

/** How long after its time a post may still go out when nothing else was said. */
export const DEFAULT_WINDOW_MINUTES = 15;

/** Half of a character that takes two code units: it has no UTF-8 form and cannot be hashed. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Control characters and marks that turn the direction of writing: nobody types them, and a text
 * with them shows its reader other words than it holds.
 */
const UNSEEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** NFC, LF line ends, nothing unseen, no white space at line ends or around the text: one text, one form. */
export function normaliseText(text: string): string {
  return text
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(UNSEEN, '')
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}

/** The same content in its one form: normalised texts, empty versions and unset fields removed. */
export function normaliseContent(content: Content): Content {
  const versions: Record<string, VersionContent> = {};
  for (const [language, version] of Object.entries(content.versions)) {
    const normal = normaliseVersion(version);
    if (normal.text !== '' || normal.media.length > 0) versions[language] = normal;
  }
  return {
    schema: 'sugia.content.v1',
    versions,
    targets: content.targets.map((target) => ({ ...target })),
    reasons: content.reasons.map((reason) => ({ ...reason, reason: normaliseText(reason.reason) })),
  };
}

function normaliseVersion(version: VersionContent): VersionContent {
  const platformTexts: Partial<Record<PlatformId, string>> = {};
  for (const [platform, text] of Object.entries(version.platformTexts)) {
    const normal = normaliseText(text);
    if (normal !== '') platformTexts[platform as PlatformId] = normal;
  }
  const threads = normaliseThreads(version.threads ?? {});
  const link = normaliseText(version.link ?? '');
  return {
    text: normaliseText(version.text),
    platformTexts,
    ...(threads === null ? {} : { threads }),
    link: link === '' ? null : link,
    media: version.media.map(({ sha256, alt, kind }) =>
      kind === 'video' ? { sha256, alt: '', kind } : { sha256, alt: normaliseText(alt) },
    ),
  };
}

/** Empty parts removed, and null when no thread is left. */
function normaliseThreads(
  threads: NonNullable<VersionContent['threads']>,
): NonNullable<VersionContent['threads']> | null {
  const kept = Object.entries(threads).flatMap(([platform, parts]): [string, string[]][] => {
    const normal = parts.map(normaliseText).filter((part) => part !== '');
    return normal.length === 0 ? [] : [[platform, normal]];
  });
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

/**
 * A stored content as a value. A row that somebody changed by hand into something else reads as
 * empty, so that one spoilt row keeps neither a list nor a block of deliveries from being read; its
 * string and hash stay as they are, and the last look finds the difference.
 */
export function readContent(contentJson: string): Content {
  try {
    const value = JSON.parse(contentJson) as Partial<Content> | null;
    if (value?.schema === 'sugia.content.v1' && value.versions && value.targets && value.reasons)
      return { ...value } as Content;
  } catch {
    // Not JSON.
  }
  return { schema: 'sugia.content.v1', versions: {}, targets: [], reasons: [] };
}

const TITLE_LENGTH = 90;

/** The first line of a post, shortened at a word: how lists and mails name it. */
export function titleOf(content: Content, language: string): string {
  const version = content.versions[language] ?? Object.values(content.versions)[0];
  const line = version?.text.split('\n')[0] ?? '';
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), 1)) + '…';
}
