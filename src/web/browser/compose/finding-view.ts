import type { LocatedFinding } from '../../../domain/language/check-content.ts';

export type FindingView = {
  finding: LocatedFinding;
  /** Names its fields in the form. */
  n: number;
  /** What a reason is given for. */
  key: string;
  asksReason: boolean;
  sentence: string;
  /** Reasons as they were typed so far, by key. */
  typed: ReadonlyMap<string, string>;
};

/** One finding from the pattern that the server drew. */
export function findingView(
  form: HTMLFormElement,
  pattern: HTMLTemplateElement,
  { finding, n, key, asksReason, sentence, typed }: FindingView,
): Node {
  const row = (pattern.content.cloneNode(true) as DocumentFragment).firstElementChild;
  if (!(row instanceof HTMLElement)) return document.createTextNode('');
  const { severity, language, excerpt, suggestion, start, end } = finding;
  row.classList.add(severity === 'hint' ? 'hint-only' : severity);
  row.dataset['field'] = formField(finding.field);
  row.dataset['start'] = String(start);
  row.dataset['end'] = String(end);
  const show = row.querySelector<HTMLButtonElement>('[data-show]');
  if (show !== null) {
    show.textContent = excerpt === '' ? (show.dataset['whole'] ?? '') : `“${excerpt}”`;
    show.lang = language;
    show.addEventListener('click', () => select(form, row));
  }
  const why = row.querySelector('[data-sentence]');
  if (why !== null) why.textContent = sentence;
  fillTaking(form, row, suggestion);
  fillReason(row, { finding, n, key, asksReason, typed });
  return row;
}

/** The field that a finding is about; null when it is not on the page. */
export function fieldOf(form: HTMLFormElement, row: HTMLElement): HTMLTextAreaElement | null {
  const field = form.elements.namedItem(row.dataset['field'] ?? '');
  return field instanceof HTMLTextAreaElement ? field : null;
}

function fillTaking(form: HTMLFormElement, row: HTMLElement, suggestion: string | undefined): void {
  const button = row.querySelector<HTMLButtonElement>('[data-take-button]');
  if (button === null) return;
  button.hidden = suggestion === undefined;
  if (suggestion === undefined) return;
  row.dataset['take'] = '';
  const wording = suggestion === '' ? button.dataset['remove'] : button.dataset['instead'];
  button.textContent = (wording ?? '').replace('{suggestion}', suggestion);
  // A button of the form would send it: here the words are changed in place.
  button.type = 'button';
  button.addEventListener('click', () => {
    const field = select(form, row);
    if (field === null) return;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else can be undone by the browser
    const isDone = document.execCommand(
      suggestion === '' ? 'delete' : 'insertText',
      false,
      suggestion,
    );
    if (!isDone) {
      field.setRangeText(suggestion, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  });
}

function fillReason(
  row: HTMLElement,
  { finding, n, key, asksReason, typed }: Omit<FindingView, 'sentence'>,
): void {
  const place = row.querySelector<HTMLElement>('[data-reason]');
  if (place === null) return;
  if (!asksReason) {
    place.remove();
    return;
  }
  const values: Record<string, string> = {
    language: finding.language,
    rule: finding.rule,
    excerpt: finding.excerpt,
    text: typed.get(key) ?? '',
  };
  for (const input of place.querySelectorAll<HTMLInputElement>('input')) {
    const what = input.name.split('.').at(-1) ?? '';
    input.name = `reason.${n}.${what}`;
    input.value = values[what] ?? '';
    if (what !== 'text') continue;
    input.dataset['key'] = key;
    input.id = `f-reason-${n}`;
    place.querySelector('label')?.setAttribute('for', input.id);
  }
}

function select(form: HTMLFormElement, row: HTMLElement): HTMLTextAreaElement | null {
  const field = fieldOf(form, row);
  if (field === null) return null;
  const tab = form.querySelector<HTMLInputElement>(`#tab-${field.lang}`);
  if (tab !== null) tab.checked = true;
  field.closest('details')?.setAttribute('open', '');
  field.focus();
  field.setSelectionRange(Number(row.dataset['start']), Number(row.dataset['end']));
  return field;
}

/** `versions.vi.platformTexts.x` is the field `text.vi.x`, `versions.en.media.0.alt` is `alt.en.0`. */
function formField(field: string): string {
  const [, language = '', what, platform = '', n = ''] = field.split('.');
  if (what === 'platformTexts') return `text.${language}.${platform}`;
  if (what === 'threads') return `part.${language}.${platform}.${n}`;
  if (what === 'media') return `alt.${language}.${platform}`;
  return `text.${language}`;
}
