import type { PlatformId } from '../../../domain/channels/channel.ts';
import { checkContent } from '../../../domain/language/check-content.ts';
import type { GuardFacts, LocatedFinding } from '../../../domain/language/check-content.ts';
import { checkText } from '../../../domain/language/check-text.ts';
import { fillSentence } from '../../../domain/language/finding.ts';
import { languageDataOf } from '../../../domain/language/language-data.ts';
import type { Guard, LanguageSources } from '../../../domain/language/language-data.ts';
import { needsReason } from '../../../domain/language/override.ts';
import type { Content, Target } from '../../../domain/posts/content.ts';
import { readRawVersion, readTargets, valueOf } from './fields.ts';
import { readLocalTime } from './local-time.ts';
import { fieldOf, findingView } from './finding-view.ts';

/** How long nobody types before the texts are checked. */
const PAUSE_MS = 250;
const WEIGHTS = { block: 0, warn: 1, hint: 2 };

type Known = { guard: Guard; sentences: Record<string, Record<string, string>> };

/** Checks the texts as they are typed, with the code and the data of the server. */
export function guardWhileTyping(form: HTMLFormElement): { changed: () => void } {
  const card = form.querySelector<HTMLElement>('[data-guard]');
  if (card === null) return { changed: () => undefined };
  const started = performance.now();
  const deskTime = Date.parse(card.dataset['now'] ?? '');
  const now = (): Date => new Date(deskTime + performance.now() - started);
  let known: Known | null = null;
  let timer = 0;

  const check = (): void => {
    if (known === null) return;
    const findings = checkContent(readContent(form), factsOf(form, card, now()), known.guard);
    showFindings(form, card, findings, known);
  };
  void loadKnown(card.dataset['guard'] ?? '').then((loaded) => {
    known = loaded;
    check();
  });
  takeWithOneKey(form, card);
  return {
    changed: () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(check, PAUSE_MS);
    },
  };
}

/** Without the data the server's own findings stay on the page, made at the last save. */
async function loadKnown(address: string): Promise<Known | null> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    if (!response.ok) return null;
    const { files, sentences } = (await response.json()) as {
      files: LanguageSources;
      sentences: Known['sentences'];
    };
    const data = languageDataOf((file) => files[file]);
    return { guard: (input) => checkText(input, data), sentences };
  } catch {
    return null;
  }
}

/** The texts as they stand in the fields, letter by letter: findings lie on what one sees. */
function readContent(form: HTMLFormElement): Content {
  const languages = [...form.querySelectorAll<HTMLElement>('[data-version]')].map(
    (section) => section.dataset['version'] ?? '',
  );
  return {
    schema: 'sugia.content.v1',
    versions: Object.fromEntries(
      languages.map((language) => [language, readRawVersion(form, language)]),
    ),
    targets: readTargets(form).flatMap(({ isOn, n, language }): Target[] => {
      if (!isOn) return [];
      const zone = valueOf(form, `target.${n}.zone`);
      const at = readLocalTime(valueOf(form, `target.${n}.at`), zone);
      const isAt = valueOf(form, `target.${n}.timing`) === 'at' && at instanceof Date;
      const instant = at instanceof Date ? at.toISOString() : '';
      return [
        {
          channelId: n,
          language,
          zone,
          timing: isAt
            ? { kind: 'at', at: instant, until: instant }
            : { kind: 'on-approval', until: instant },
        },
      ];
    }),
    reasons: [],
  };
}

function factsOf(form: HTMLFormElement, card: HTMLElement, now: Date): GuardFacts {
  const platforms = readTargets(form).map(({ n, platform }): [string, PlatformId] => [n, platform]);
  return {
    now,
    zone: card.dataset['zone'] ?? '',
    topic: valueOf(form, 'topic') || null,
    isMourning: card.dataset['mourning'] === 'yes',
    platforms: new Map(platforms),
    mediaNames: new Map(),
    // What stands on the channels is compared at every save.
    recent: {},
  };
}

function showFindings(
  form: HTMLFormElement,
  card: HTMLElement,
  findings: LocatedFinding[],
  { sentences }: Known,
): void {
  const list = card.querySelector<HTMLElement>('[data-findings]');
  const pattern = card.querySelector<HTMLTemplateElement>('template');
  if (list === null || pattern === null) return;
  const typed = new Map(
    [...list.querySelectorAll<HTMLInputElement>('[data-reason] input[name$=".text"]')].map(
      (input) => [input.dataset['key'] ?? '', input.value],
    ),
  );
  const focused =
    document.activeElement instanceof HTMLInputElement ? document.activeElement : null;
  const focusedKey = focused?.dataset['key'];
  const caret = focused?.selectionStart ?? null;
  const answered = new Set<string>();
  const rows = findings
    .filter(isShown)
    .sort((a, b) => WEIGHTS[a.severity] - WEIGHTS[b.severity])
    .map((finding, n) => {
      const key = `${finding.rule} ${finding.language} ${finding.excerpt}`;
      const asksReason = needsReason(finding) && !answered.has(key);
      answered.add(key);
      const [family = '', name = ''] = finding.message.split('.');
      const sentence = fillSentence(sentences[family]?.[name] ?? finding.rule, finding.parameters);
      return findingView(form, pattern, { finding, n, key, asksReason, sentence, typed });
    });
  list.replaceChildren(...rows);
  const none = card.querySelector<HTMLElement>('[data-no-findings]');
  if (none !== null) none.hidden = rows.length > 0;
  const count = card.querySelector<HTMLElement>('.count');
  if (count !== null) count.textContent = String(rows.length);
  if (focusedKey === undefined) return;
  const again = list.querySelector<HTMLInputElement>(`input[data-key="${CSS.escape(focusedKey)}"]`);
  again?.focus();
  if (caret !== null) again?.setSelectionRange(caret, caret);
}

/** How long a text is, the counters beside it say, and on save the server. */
function isShown({ rule }: LocatedFinding): boolean {
  return !rule.startsWith('length.');
}

/** Alt and Enter take over the suggestion for the words at the caret, or the next ones behind it. */
function takeWithOneKey(form: HTMLFormElement, card: HTMLElement): void {
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.altKey) return;
    const area = event.target;
    if (!(area instanceof HTMLTextAreaElement)) return;
    const caret = area.selectionStart;
    const own = [...card.querySelectorAll<HTMLElement>('[data-take]')].filter(
      (row) => fieldOf(form, row) === area,
    );
    const at = own
      .map((row) => ({ row, start: Number(row.dataset['start']), end: Number(row.dataset['end']) }))
      .filter(({ end }) => end >= caret)
      .sort((a, b) => a.start - b.start)[0];
    if (at === undefined) return;
    event.preventDefault();
    at.row.querySelector<HTMLButtonElement>('[data-take-button]')?.click();
  });
}
