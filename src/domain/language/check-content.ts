import type { PlatformId } from '../channels/channel.ts';
import type { Content, VersionContent } from '../posts/content.ts';
import { normaliseText } from '../posts/content.ts';
import { PLAIN_CONTEXT } from './check-input.ts';
import type { CheckInput, CheckMedia, CheckPair } from './check-input.ts';
import type { Finding } from './finding.ts';
import type { Guard } from './language-data.ts';

/** What the guard must know around a content. */
export type GuardFacts = {
  now: Date;
  /** The IANA zone of the unit that speaks. */
  zone: string;
  topic: string | null;
  isMourning: boolean;
  /** The platform of every channel that the content names, by the channel's id. */
  platforms: ReadonlyMap<string, PlatformId>;
  /** The names under which pictures came in, by their SHA-256. */
  mediaNames: ReadonlyMap<string, string>;
  /** What the same channels carried or will carry, by language. */
  recent: Readonly<Record<string, readonly { text: string; at: Date }[]>>;
};

/** A finding, and where in the content: `versions.vi.text`, `versions.en.media.0.alt` ... */
export type LocatedFinding = Finding & { language: string; field: string };

type Part = { field: string; language: string; input: CheckInput };

/** Both of them are guarded against each other. */
const PAIRED: Readonly<Record<string, string>> = { vi: 'en', en: 'vi' };

/**
 * Everything that the guard says about a post as it stands: each text that would go out, and what
 * blind readers are told of its pictures.
 */
export function checkContent(content: Content, facts: GuardFacts, guard: Guard): LocatedFinding[] {
  return Object.entries(content.versions).flatMap(([language, version]) => [
    ...partsOf(content, language, version, facts).flatMap(({ field, input }) =>
      guard(input)
        .filter((finding) => !isToldThere(finding))
        .map((finding) => ({ ...finding, language, field })),
    ),
    ...wholeThread(content, language, version, facts, guard),
  ]);
}

/** What the other version alone has is told there, at its place. */
function isToldThere({ message }: Finding): boolean {
  return message.startsWith('parity.') && message.endsWith('-there');
}

function partsOf(
  content: Content,
  language: string,
  version: VersionContent,
  facts: GuardFacts,
): Part[] {
  const base = around(content, language, facts);
  const field = `versions.${language}`;
  const isThreaded = hasThread(version) || hasThread(otherVersion(content, language));
  const ownPlatforms = new Set(Object.keys(version.platformTexts));
  const parts: Part[] = [
    {
      field: `${field}.text`,
      language,
      input: {
        ...base,
        text: version.text,
        platforms: base.platforms.filter((platform) => !ownPlatforms.has(platform)),
        media: mediaOf(version, facts),
        pair: isThreaded ? null : pairOf(content, language, facts),
        recent: facts.recent[language] ?? [],
      },
    },
  ];
  for (const [platform, text] of Object.entries(version.platformTexts)) {
    const platforms = base.platforms.filter((one) => one === platform);
    parts.push({
      field: `${field}.platformTexts.${platform}`,
      language,
      input: { ...base, text, platforms, recent: facts.recent[language] ?? [] },
    });
  }
  for (const [platform, texts] of Object.entries(version.threads ?? {})) {
    const platforms = base.platforms.filter((one) => one === platform);
    for (const [n, text] of texts.entries()) {
      const part = { ...base, text, platforms };
      parts.push({ field: `${field}.threads.${platform}.${n}`, language, input: part });
    }
  }
  for (const [n, { alt, kind }] of version.media.entries()) {
    if (kind === 'video' || alt === '') continue;
    const input = { ...base, text: alt, platforms: [] };
    parts.push({ field: `${field}.media.${n}.alt`, language, input });
  }
  return parts;
}

/** A thread is compared with the other version as one text; what it lacks concerns all of it. */
function wholeThread(
  content: Content,
  language: string,
  version: VersionContent,
  facts: GuardFacts,
  guard: Guard,
): LocatedFinding[] {
  const pair = pairOf(content, language, facts);
  if (pair === null || !(hasThread(version) || hasThread(otherVersion(content, language))))
    return [];
  const input: CheckInput = {
    ...around(content, language, facts),
    platforms: [],
    text: wholeText(version),
    media: mediaOf(version, facts),
    pair,
  };
  return guard(input)
    .filter((finding) => finding.rule.startsWith('parity.') && !isToldThere(finding))
    .map(({ suggestion: _, ...finding }) => ({
      ...finding,
      start: 0,
      end: 0,
      excerpt: '',
      language,
      field: `versions.${language}.text`,
    }));
}

function around(content: Content, language: string, facts: GuardFacts): CheckInput {
  const targets = content.targets.filter((target) => target.language === language);
  const platforms = targets.flatMap(({ channelId }) => facts.platforms.get(channelId) ?? []);
  return {
    language,
    text: '',
    platforms: [...new Set(platforms)],
    at: firstTime(content, language) ?? facts.now,
    zone: facts.zone,
    media: [],
    pair: null,
    recent: [],
    context: { ...PLAIN_CONTEXT, topic: facts.topic, isMourning: facts.isMourning },
  };
}

/** When the version goes out first; null when that is not a time by the clock. */
function firstTime(content: Content, language: string): Date | null {
  const times = content.targets.flatMap((target) =>
    target.language === language && target.timing.kind === 'at'
      ? [Date.parse(target.timing.at)]
      : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function otherVersion(content: Content, language: string): VersionContent | undefined {
  const other = PAIRED[language];
  return other === undefined ? undefined : content.versions[other];
}

function pairOf(content: Content, language: string, facts: GuardFacts): CheckPair | null {
  const other = otherVersion(content, language);
  if (other === undefined || other.text === '') return null;
  return {
    language: PAIRED[language] ?? '',
    text: wholeText(other),
    media: mediaOf(other, facts),
  };
}

function hasThread(version: VersionContent | undefined): boolean {
  return Object.keys(version?.threads ?? {}).length > 0;
}

/** What a version says in all: a thread from its first part to its last. */
function wholeText(version: VersionContent): string {
  const [platform, parts] = Object.entries(version.threads ?? {})[0] ?? [];
  if (platform === undefined || parts === undefined) return version.text;
  const first = version.platformTexts[platform as PlatformId] ?? version.text;
  return normaliseText([first, ...parts].join('\n'));
}

function mediaOf(version: VersionContent, facts: GuardFacts): CheckMedia[] {
  return version.media.flatMap(({ sha256, alt, kind }) =>
    kind === 'video' ? [] : [{ name: facts.mediaNames.get(sha256) ?? '', alt, isTextOnly: false }],
  );
}
