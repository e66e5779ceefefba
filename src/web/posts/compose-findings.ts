import type { ComposeChoices } from '../../actions/posts/load-compose.ts';
import type { LocatedFinding } from '../../domain/language/check-content.ts';
import { needsReason, reasonFor } from '../../domain/language/override.ts';
import type { Severity } from '../../domain/language/finding.ts';
import { normaliseText } from '../../domain/posts/content.ts';
import { urls } from '../urls.ts';
import { formField } from './compose-content.ts';
import type { ComposeForm } from './compose-form.ts';
import type { ComposeReader } from './compose-view.ts';

/** One thing that the guard says, below the text that it says it of. */
export type FindingRow = {
  /** Names its fields in the form. */
  n: number;
  /** What a reason is given for. */
  key: string;
  language: string;
  rule: string;
  severity: Severity;
  sentence: string;
  excerpt: string;
  /** The field of the form that holds the words. */
  field: string;
  suggestion: string | null;
  /** The button that takes the suggestion over; null where there is none. */
  taking: string | null;
  asksReason: boolean;
  reason: string;
};

/** What the browser must know to run the same checks as one types. */
export type GuardFactsPage = {
  dataAddress: string;
  zone: string;
  now: string;
  isMourning: boolean;
};

/** A suggestion to be taken over. */
type Taking = { field: string; start: number };

const TAKING = /^take:(?<field>[a-z]+\.[a-z.0-9]+):(?<start>\d+)$/;

/** Findings in the reader's words: what stops the post first, each beside the reason given for it. */
export function findingRows(
  findings: readonly LocatedFinding[],
  form: ComposeForm,
  { t }: ComposeReader,
): FindingRow[] {
  const answered = new Set<string>();
  return [...findings]
    .sort((a, b) => weightOf(a.severity) - weightOf(b.severity))
    .map((finding, n) => {
      const { language, rule, severity, excerpt, start } = finding;
      const field = formField(finding.field, [], form);
      const key = `${rule} ${language} ${excerpt}`;
      // One reason answers every place that says the same.
      const asksReason = needsReason(finding) && !answered.has(key);
      if (asksReason) answered.add(key);
      return {
        n,
        key,
        language,
        rule,
        severity,
        sentence: t(`findings.${finding.message}`, finding.parameters),
        excerpt,
        field,
        suggestion: finding.suggestion ?? null,
        taking: finding.suggestion === undefined ? null : `take:${field}:${start}`,
        asksReason,
        reason: asksReason ? (reasonFor(finding, form.reasons) ?? '') : '',
      };
    });
}

export function guardFactsPage(
  {
    form,
    choices,
    isMourning,
  }: { form: ComposeForm; choices: Pick<ComposeChoices, 'clocks'>; isMourning: boolean },
  { now }: ComposeReader,
): GuardFactsPage {
  return {
    dataAddress: urls.languageData(),
    zone: choices.clocks.get(form.unitId)?.zone ?? 'Asia/Ho_Chi_Minh',
    now: now.toISOString(),
    isMourning,
  };
}

/** The suggestion that a button of the form asks to take over; null when it asks something else. */
export function takingOf(pressed: string): Taking | null {
  const { field, start } = TAKING.exec(pressed)?.groups ?? {};
  return field === undefined || start === undefined ? null : { field, start: Number(start) };
}

/** The form with a suggestion in place of the words it was made for. */
export function withTaken(
  form: ComposeForm,
  findings: readonly LocatedFinding[],
  taking: Taking,
): ComposeForm {
  const finding = findings.find(
    (one) =>
      formField(one.field, [], form) === taking.field &&
      one.start === taking.start &&
      one.suggestion !== undefined,
  );
  if (finding?.suggestion === undefined) return form;
  const { start, end, suggestion } = finding;
  const [kind, language, platform, n] = taking.field.split('.');
  const mend = (typed: string): string => {
    const text = normaliseText(typed);
    return text.slice(0, start) + suggestion + text.slice(end);
  };
  return {
    ...form,
    versions: form.versions.map((version) => {
      if (version.language !== language) return version;
      if (kind === 'alt') {
        const media = version.media.map((one, index) =>
          String(index) === platform ? { ...one, alt: mend(one.alt) } : one,
        );
        return { ...version, media };
      }
      if (kind === 'part') return { ...version, threads: withPart(version, platform, n, mend) };
      if (platform === undefined) return { ...version, text: mend(version.text) };
      const own = Object.entries(version.platformTexts).map(([key, text]) => [
        key,
        key === platform ? mend(text) : text,
      ]);
      return { ...version, platformTexts: Object.fromEntries(own) as typeof version.platformTexts };
    }),
  };
}

function withPart(
  { threads }: ComposeForm['versions'][number],
  platform: string | undefined,
  n: string | undefined,
  mend: (text: string) => string,
): typeof threads {
  const changed = Object.entries(threads).map(([key, texts]) => [
    key,
    texts.map((text, index) => (key === platform && String(index) === n ? mend(text) : text)),
  ]);
  return Object.fromEntries(changed) as typeof threads;
}

function weightOf(severity: Severity): number {
  return { block: 0, warn: 1, hint: 2 }[severity];
}
