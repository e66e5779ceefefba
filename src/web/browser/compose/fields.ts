import type { VersionContent } from '../../../domain/posts/content.ts';
import { normaliseText } from '../../../domain/posts/content.ts';
import { platformIds } from '../../../domain/channels/channel.ts';
import type { PlatformId } from '../../../domain/channels/channel.ts';

/** A field of the composer by its name, or null. */
function field(
  form: HTMLFormElement,
  name: string,
): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | null {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLInputElement ||
    found instanceof HTMLTextAreaElement ||
    found instanceof HTMLSelectElement
    ? found
    : null;
}

export function valueOf(form: HTMLFormElement, name: string): string {
  return field(form, name)?.value ?? '';
}

/** The fields of what follows the text in a thread, in order. */
export function partFields(
  form: HTMLFormElement,
  language: string,
  platform: PlatformId,
): HTMLTextAreaElement[] {
  const prefix = `part.${language}.${platform}.`;
  return [...form.querySelectorAll<HTMLTextAreaElement>(`textarea[name^="${prefix}"]`)];
}

/** A version as it would be saved, from what stands in the fields now. */
export function readVersion(form: HTMLFormElement, language: string): VersionContent {
  return readWith(form, language, normaliseText, (part) => part !== '');
}

/** A version letter by letter as it stands in the fields, each part of a thread at its place. */
export function readRawVersion(form: HTMLFormElement, language: string): VersionContent {
  return readWith(
    form,
    language,
    (text) => text,
    () => true,
  );
}

function readWith(
  form: HTMLFormElement,
  language: string,
  clean: (text: string) => string,
  isPart: (text: string) => boolean,
): VersionContent {
  const platformTexts: Partial<Record<PlatformId, string>> = {};
  const threads: NonNullable<VersionContent['threads']> = {};
  for (const platform of platformIds) {
    const own = clean(valueOf(form, `text.${language}.${platform}`));
    if (own !== '') platformTexts[platform] = own;
    const parts = partFields(form, language, platform)
      .map((part) => clean(part.value))
      .filter(isPart);
    if (parts.length > 0) threads[platform] = parts;
  }
  const link = valueOf(form, `link.${language}`).trim();
  const rows = document.querySelectorAll<HTMLElement>(`[data-version="${language}"] .picture`);
  return {
    text: clean(valueOf(form, `text.${language}`)),
    platformTexts,
    ...(Object.keys(threads).length === 0 ? {} : { threads }),
    link: link === '' ? null : link,
    media: [...rows].flatMap((row) => {
      const n = row.dataset['n'] ?? '';
      const removal = field(form, `remove.${language}.${n}`);
      if (removal instanceof HTMLInputElement && removal.checked) return [];
      const sha256 = valueOf(form, `media.${language}.${n}`);
      if (row.dataset['kind'] === 'video') return [{ sha256, alt: '', kind: 'video' as const }];
      return [{ sha256, alt: clean(valueOf(form, `alt.${language}.${n}`)) }];
    }),
  };
}

export type ChosenTarget = {
  row: HTMLElement;
  n: string;
  isOn: boolean;
  language: string;
  platform: PlatformId;
  accountId: string;
};

/** The rows of channels as they stand. */
export function readTargets(form: HTMLFormElement): ChosenTarget[] {
  return [...form.querySelectorAll<HTMLElement>('[data-target]')].flatMap((row) => {
    const n = row.dataset['target'] ?? '';
    const platform = platformIds.find((one) => one === row.dataset['platform']);
    const on = field(form, `target.${n}.on`);
    if (platform === undefined || !(on instanceof HTMLInputElement)) return [];
    const language = valueOf(form, `target.${n}.language`);
    const accountId = row.dataset['account'] ?? '';
    return [{ row, n, isOn: on.checked, language, platform, accountId }];
  });
}
