import { holdsLink } from '../../../domain/budget/price.ts';
import type { PlatformId } from '../../../domain/channels/channel.ts';
import { partsOf, payloadFor } from '../../../domain/deliveries/payload.ts';
import { xWeight } from '../../../domain/language/x-weight.ts';
import { normaliseText } from '../../../domain/posts/content.ts';
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
    const payload = payloadFor(version, { platform, accountId: '' });
    const { text } = payload;
    const split = line.querySelector<HTMLElement>('[data-split]');
    if (split !== null)
      split.hidden = !partsOf(payload).some((part) => isTooLong(line, part, platform));
    const count = countOf(text, platform);
    const meter = line.querySelector<HTMLElement>('.meter');
    if (meter !== null) showMeter(meter, count.used, number);
    const cost = line.querySelector<HTMLElement>('[data-cost]');
    if (cost !== null) showCost(cost, partsOf(payload), number);
    const doubled = line.querySelector<HTMLElement>('[data-doubled]');
    if (doubled === null) continue;
    doubled.hidden = count.doubled === 0;
    doubled.textContent = (doubled.dataset['doubled'] ?? '').replace(
      '{n}',
      number.format(count.doubled),
    );
  }
}

/** Tells what the texts cost to post, one call each: a link makes a call dearer. */
function showCost(place: HTMLElement, texts: readonly string[], number: Intl.NumberFormat): void {
  const linked = texts.filter(holdsLink).length;
  const data = place.dataset;
  const micros =
    linked * Number(data['costLinked']) + (texts.length - linked) * Number(data['cost']);
  const money = new Intl.NumberFormat(number.resolvedOptions().locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  });
  const form = (linked > 0 ? data['costLinkedForm'] : data['costForm']) ?? '';
  place.textContent = form.replace('{amount}', `${money.format(micros / 1_000_000)} USD`);
}

/** Shows how much of the limit each part of a thread takes; an empty field is no part. */
export function showPartCounts(
  section: HTMLElement,
  fields: readonly HTMLTextAreaElement[],
  version: VersionContent,
  platform: PlatformId,
  number: Intl.NumberFormat,
): void {
  const sent = partsOf(payloadFor(version, { platform, accountId: '' }));
  let filled = 0;
  for (const field of fields) {
    const isPart = normaliseText(field.value) !== '';
    if (isPart) filled += 1;
    const meter = section.querySelector(`[data-part]:has(#${field.id}) .meter`);
    if (meter instanceof HTMLElement) {
      showMeter(meter, isPart ? countOf(sent[filled] ?? '', platform).used : 0, number);
    }
  }
}

function isTooLong(line: HTMLElement, text: string, platform: PlatformId): boolean {
  const limit = limitOf(line.querySelector('.meter > span')?.textContent ?? '');
  return limit > 0 && countOf(text, platform).used > limit;
}

/** The limit that the server wrote behind the stroke. */
function limitOf(label: string): number {
  return Number((label.split('/')[1] ?? '').replaceAll(/\D/g, ''));
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
  const limit = limitOf(label.textContent);
  if (limit === 0) return;
  const part = Math.min(1, used / limit);
  meter.classList.toggle('over', used > limit);
  meter.classList.toggle('near', used <= limit && part >= 0.9);
  meter.querySelector('.used')?.setAttribute('stroke-dasharray', `${Math.round(part * 100)} 100`);
  label.textContent = `${number.format(used)} / ${limitText.trim()}`;
}
