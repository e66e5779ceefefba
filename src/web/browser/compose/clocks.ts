import { formatDay, formatTime } from '../../../domain/time/format.ts';
import { valueOf } from './fields.ts';
import { readLocalTime } from './local-time.ts';

/** Shows the chosen time of a channel on each clock that its row offers. */
export function showClocks(form: HTMLFormElement, row: HTMLElement, n: string): void {
  const line = row.querySelector<HTMLElement>('[data-clocks]');
  const zones = form.elements.namedItem(`target.${n}.zone`);
  if (line === null || !(zones instanceof HTMLSelectElement)) return;
  const isAt = valueOf(form, `target.${n}.timing`) === 'at';
  const instant = readLocalTime(valueOf(form, `target.${n}.${isAt ? 'at' : 'until'}`), zones.value);
  if (instant === null || instant === 'skipped') {
    line.textContent = instant === null ? '' : (line.dataset['skipped'] ?? '');
    return;
  }
  const language = form.dataset['language'] === 'en' ? 'en' : 'vi';
  const chosen = [...zones.options].filter((option) => option.selected);
  const others = [...zones.options].filter((option) => !option.selected);
  const clocks = [...chosen, ...others].map((option) =>
    (line.dataset['clockForm'] ?? '')
      .replace('{city}', option.text)
      .replace('{time}', formatTime(instant, option.value))
      .replace('{day}', formatDay(instant, language, option.value)),
  );
  if (isAt) {
    const late = Number(valueOf(form, `target.${n}.late`));
    const until = new Date(instant.getTime() + late * 60_000);
    clocks.push(
      (line.dataset['untilForm'] ?? '')
        .replace('{city}', chosen[0]?.text ?? '')
        .replace('{time}', formatTime(until, zones.value)),
    );
  }
  line.textContent = clocks.join(' · ');
}
