import { platformIds } from '../../domain/channels/channel.ts';
import { normaliseContent, normaliseText } from '../../domain/posts/content.ts';
import type { Content, Target, Timing } from '../../domain/posts/content.ts';
import type { ContentProblem } from '../../domain/posts/readiness.ts';
import { isZone, parseLocalTime } from '../../domain/time/zones.ts';
import type { ComposeForm, TargetForm } from './compose-form.ts';

/** Something to mend, at a field of the form, told by a locale key. */
export type FieldProblem = {
  key: string;
  field: string;
  parameters: Record<string, string | number>;
};

export type TypedContent = {
  content: Content;
  /** What keeps even a draft from being saved. */
  problems: FieldProblem[];
  /** For each target of the content the row of the form that it came from. */
  rows: number[];
};

/** The content that the fields say, as far as they say one. */
export function contentOfForm(form: ComposeForm): TypedContent {
  const problems: FieldProblem[] = [];
  const targets: Target[] = [];
  const rows: number[] = [];
  for (const [n, row] of form.targets.entries()) {
    if (!row.on) continue;
    const timing = timingOf(row, form.eventId);
    if (typeof timing === 'string') {
      const field = `target.${n}.${row.timing === 'at' ? 'at' : 'until'}`;
      problems.push({
        key: `compose.problem.${timing}`,
        field: timing === 'signal-without-event' ? 'event' : field,
        parameters: {},
      });
      continue;
    }
    targets.push({ channelId: row.channelId, language: row.language, timing, zone: row.zone });
    rows.push(n);
  }
  const content = normaliseContent({
    schema: 'sugia.content.v1',
    versions: Object.fromEntries(
      form.versions.map(({ language, ...version }) => [language, { ...version }]),
    ),
    targets,
    reasons: form.reasons.filter(({ reason }) => reason.trim() !== ''),
  });
  if (form.topic === '') {
    problems.push({ key: 'compose.problem.topic-missing', field: 'topic', parameters: {} });
  }
  return { content, problems, rows };
}

function timingOf(
  row: TargetForm,
  eventId: string | null,
): Timing | 'time-missing' | 'time-invalid' | 'time-skipped' | 'signal-without-event' {
  if (row.timing === 'signal' && eventId === null) return 'signal-without-event';
  const typed = row.timing === 'at' ? row.at : row.until;
  if (typed.trim() === '') return 'time-missing';
  if (!isZone(row.zone)) return 'time-invalid';
  const instant = parseLocalTime(typed, row.zone);
  if (instant === null) {
    // A time that exists elsewhere is one that this zone's clocks skip on that day.
    return parseLocalTime(typed, 'UTC') === null ? 'time-invalid' : 'time-skipped';
  }
  if (row.timing === 'on-approval') return { kind: 'on-approval', until: instant.toISOString() };
  if (row.timing === 'signal' && eventId !== null)
    return { kind: 'signal', eventId, until: instant.toISOString() };
  const until = new Date(instant.getTime() + row.lateMinutes * 60_000);
  return { kind: 'at', at: instant.toISOString(), until: until.toISOString() };
}

/** What a submission found missing, at the fields of the form. */
export function submissionProblems(
  problems: readonly ContentProblem[],
  rows: readonly number[],
  form: ComposeForm,
): FieldProblem[] {
  return problems.map((problem) => ({
    key: `compose.problem.${problem.code}`,
    field: formField(problem.field, rows, form),
    parameters: problem.parameters,
  }));
}

/** The field of the form: `versions.vi.media.0.alt` is the field `alt.vi.0`, `targets.1.at` the `at` of its row. */
export function formField(field: string, rows: readonly number[], form: ComposeForm): string {
  const [part, key, what, n, detail] = field.split('.');
  if (part === 'targets' && key !== undefined) {
    const row = rows[Number(key)] ?? 0;
    const isUntil = form.targets[row]?.timing !== 'at';
    return what === undefined ? `target.${row}` : `target.${row}.${isUntil ? 'until' : 'at'}`;
  }
  if (part === 'versions' && key !== undefined) {
    if (what === 'media' && n !== undefined && detail === 'alt') return `alt.${key}.${n}`;
    if (what === 'media') return `pictures.${key}`;
    if (what === 'threads') return `part.${key}.${n}.${partRow(form, key, n, Number(detail))}`;
    if (what === 'platformTexts' && n !== undefined) return `text.${key}.${n}`;
    return `${what ?? 'text'}.${key}`;
  }
  return part === 'versions' ? 'text.vi' : field;
}

/** The row of a part: those that are empty have a field and are no part. */
function partRow(
  form: ComposeForm,
  language: string,
  platform: string | undefined,
  index: number,
): number {
  const version = form.versions.find((one) => one.language === language);
  const id = platformIds.find((one) => one === platform);
  const rows = id === undefined ? [] : (version?.threads[id] ?? []);
  const filled = rows.flatMap((text, row) => (normaliseText(text) === '' ? [] : [row]));
  return filled[index] ?? index;
}
