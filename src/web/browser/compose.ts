/** The composer as one types: counters, previews, clocks, uploads, and no way to lose a text. */
import { platformIds } from '../../domain/channels/channel.ts';
import type { PlatformId } from '../../domain/channels/channel.ts';
import { showClocks } from './compose/clocks.ts';
import { showCounts, showPartCounts } from './compose/counts.ts';
import { partFields, readTargets, readVersion } from './compose/fields.ts';
import { guardWhileTyping } from './compose/guard.ts';
import { showPreview } from './compose/previews.ts';
import { uploadWhenChosen } from './compose/uploads.ts';

const form = document.querySelector<HTMLFormElement>('form[data-compose]');
if (form !== null) run(form);

function run(form: HTMLFormElement): void {
  const number = new Intl.NumberFormat(form.dataset['language'] === 'en' ? 'en-GB' : 'vi-VN');
  const savedState = form.querySelector<HTMLElement>('[data-saved-state]');
  let isDirty = form.dataset['dirty'] === 'yes';
  let isSending = false;
  let frame = 0;

  const guard = guardWhileTyping(form);
  const show = (): void => {
    const targets = readTargets(form);
    for (const section of form.querySelectorAll<HTMLElement>('[data-version]')) {
      const language = section.dataset['version'] ?? '';
      const version = readVersion(form, language);
      const own = targets.filter((one) => one.language === language);
      const used = new Set<PlatformId>(own.filter((one) => one.isOn).map((one) => one.platform));
      showCounts(section, version, used, number);
      for (const platform of platformIds) {
        const fields = partFields(form, language, platform);
        showPartCounts(section, fields, version, platform, number);
      }
      for (const target of own) showPreview(target, version, number);
    }
    for (const { row, n } of targets) showClocks(form, row, n);
    const none = document.querySelector<HTMLElement>('[data-no-previews]');
    if (none !== null) none.hidden = targets.some((target) => target.isOn);
  };
  const touched = (): void => {
    if (!isDirty && savedState !== null) savedState.textContent = form.dataset['leave'] ?? '';
    isDirty = true;
  };
  const changed = (): void => {
    touched();
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(show);
    guard.changed();
  };

  form.addEventListener('input', (event) => {
    // A letter under composition is not a letter yet: what follows it says so.
    if (event instanceof InputEvent && event.isComposing) touched();
    else changed();
  });
  form.addEventListener('compositionend', changed);
  form.addEventListener('change', (event) => {
    const isTab = event.target instanceof HTMLInputElement && event.target.name === 'tab';
    if (!isTab) changed();
  });
  uploadWhenChosen(form, changed);
  chooseOwnChannels(form, changed);

  form.addEventListener('submit', () => {
    isSending = true;
  });
  window.addEventListener('pageshow', () => {
    isSending = false;
    show();
  });
  window.addEventListener('beforeunload', (event) => {
    if (isDirty && !isSending) event.preventDefault();
  });
  form.querySelector<HTMLElement>('[data-problems]')?.focus();
  // The previews follow what is typed, so nobody has to ask for them.
  const ask = form.querySelector<HTMLElement>('[data-ask-preview]');
  if (ask !== null) ask.hidden = true;
}

/** Another unit has other channels: until somebody chooses by hand, its own ones are chosen. */
function chooseOwnChannels(form: HTMLFormElement, changed: () => void): void {
  const unit = form.querySelector<HTMLSelectElement>('select[data-unit]');
  if (unit === null) return;
  let byHand = false;
  form.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name.endsWith('.on'))
      byHand = true;
  });
  unit.addEventListener('change', () => {
    if (byHand) return;
    for (const { row } of readTargets(form)) {
      const on = row.querySelector<HTMLInputElement>('input[name$=".on"]');
      if (on !== null) on.checked = row.dataset['unit'] === unit.value;
    }
    changed();
  });
}
