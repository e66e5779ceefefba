import type { PlatformId } from '../../../domain/channels/channel.ts';
import { payloadFor } from '../../../domain/deliveries/payload.ts';
import { xWeight } from '../../../domain/language/x-weight.ts';
import type { VersionContent } from '../../../domain/posts/content.ts';

/** How full a text makes a platform, in that platform's own measure; the limit is on the page. */
type Count = { used: number; doubled: number };

/** Shows how much of each platform's limit the text takes that it would receive. */
export function showCounts(
  section: HTMLElement,
  version: VersionContent,
  used: ReadonlySet<PlatformId>,
  number: Intl.NumberFormat,
): void {
  for (const line of section.querySelectorAll<HTMLElement>('[data-count]')) {
    const platform: PlatformId = line.dataset['count'] === 'x' ? 'x' : 'facebook';
    line.hidden = !used.has(platform);
    const { text } = payloadFor(version, { platform, accountId: '' });
    const count = countOf(text, platform);
    const meter = line.querySelector<HTMLElement>('.meter');
    if (meter !== null) showMeter(meter, count.used, number);
    const doubled = line.querySelector<HTMLElement>('[data-doubled]');
    if (doubled === null) continue;
    doubled.hidden = count.doubled === 0;
    doubled.textContent = (doubled.dataset['doubled'] ?? '').replace(
      '{n}',
      number.format(count.doubled),
    );
  }
}

function countOf(text: string, platform: PlatformId): Count {
  if (platform !== 'x') return { used: text.normalize('NFC').length, doubled: 0 };
  const { weight, doubled } = xWeight(text);
  return { used: weight, doubled };
}

/** Keeps a meter that the server drew: its limit stays, its figure and its ring move. */
export function showMeter(meter: HTMLElement, used: number, number: Intl.NumberFormat): void {
  const label = meter.querySelector(':scope > span');
  if (label === null) return;
  const [, limitText = ''] = label.textContent.split('/');
  const limit = Number(limitText.replaceAll(/\D/g, ''));
  if (limit === 0) return;
  const part = Math.min(1, used / limit);
  meter.classList.toggle('over', used > limit);
  meter.classList.toggle('near', used <= limit && part >= 0.9);
  meter.querySelector('.used')?.setAttribute('stroke-dasharray', `${Math.round(part * 100)} 100`);
  label.textContent = `${number.format(used)} / ${limitText.trim()}`;
}
