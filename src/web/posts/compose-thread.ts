import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { mostParts, textWeight } from '../../domain/language/limits.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import { splitText } from '../../domain/language/split-text.ts';
import type { ComposeForm, VersionForm } from './compose-form.ts';

export type ThreadStep = { kind: 'part' | 'split'; language: string; platform: PlatformId };

/** What a button about a thread asks for, from its value: `part.en.x` or `split.en.x`. */
export function threadStepOf(wanted: string): ThreadStep | null {
  const [kind, language = '', name] = wanted.split('.');
  const platform = platformIds.find((one) => one === name);
  if ((kind !== 'part' && kind !== 'split') || platform === undefined) return null;
  return { kind, language, platform };
}

/**
 * The form with one more part, or with the proposal of how to split what is too long. Nothing of a
 * text is lost or changed, and nothing is split unless its author asks for it.
 */
export function withThreadStep(
  form: ComposeForm,
  { kind, language, platform }: ThreadStep,
  limits: PlatformLimits,
): ComposeForm {
  if (mostParts(platform, limits) < 2) return form;
  return {
    ...form,
    versions: form.versions.map((version) => {
      if (version.language !== language) return version;
      return kind === 'part' ? withPart(version, platform) : withSplit(version, platform, limits);
    }),
  };
}

/** The field that a thread's author goes on in: the last part. */
export function focusAfter(form: ComposeForm, { language, platform }: ThreadStep): string | null {
  const parts = form.versions.find((one) => one.language === language)?.threads[platform] ?? [];
  return parts.length === 0 ? null : `part.${language}.${platform}.${parts.length - 1}`;
}

function withPart(version: VersionForm, platform: PlatformId): VersionForm {
  const parts = [...(version.threads[platform] ?? []), ''];
  return { ...version, threads: { ...version.threads, [platform]: parts } };
}

function withSplit(
  version: VersionForm,
  platform: PlatformId,
  limits: PlatformLimits,
): VersionForm {
  const { most } = limits[platform].text;
  const fits = (part: string): boolean => textWeight(part, platform, limits) <= most;
  const link = version.link.trim();
  const own = version.platformTexts[platform] ?? '';
  const first = own.trim() === '' ? version.text : own;
  const given = [first, ...(version.threads[platform] ?? [])].filter((one) => one.trim() !== '');
  const isLinkAdded = link !== '' && !given.some((text) => text.includes(link));
  const texts = given.flatMap((text, index) => {
    const isLast = index === given.length - 1;
    const holds = (part: string): boolean =>
      fits(isLast && isLinkAdded ? `${part}\n\n${link}` : part);
    return holds(text) ? [text] : splitText(text, holds);
  });
  const [head = '', ...rest] = texts;
  if (rest.length === 0) return version;
  return {
    ...version,
    platformTexts:
      head === version.text
        ? version.platformTexts
        : { ...version.platformTexts, [platform]: head },
    threads: { ...version.threads, [platform]: rest },
  };
}
