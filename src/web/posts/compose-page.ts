import type { ComposeChoices } from '../../actions/posts/load-compose.ts';
import type { Channel, PlatformId } from '../../domain/channels/channel.ts';
import { platformIds } from '../../domain/channels/channel.ts';
import type { LocatedFinding } from '../../domain/language/check-content.ts';
import { can } from '../../domain/people/person.ts';
import type { ReaderLanguage } from '../../domain/people/person.ts';
import { normaliseText } from '../../domain/posts/content.ts';
import { postClasses, topics } from '../../domain/posts/post.ts';
import type { Post } from '../../domain/posts/post.ts';
import { cityOf } from '../../domain/time/format.ts';
import { HANOI } from '../../domain/time/zones.ts';
import { wordDifference } from '../approvals/word-difference.ts';
import type { DifferencePart } from '../approvals/word-difference.ts';
import { formatOf } from '../format.ts';
import { urls } from '../urls.ts';
import type { FieldProblem } from './compose-content.ts';
import { findingRows, guardFactsPage } from './compose-findings.ts';
import type { FindingRow, GuardFactsPage } from './compose-findings.ts';
import { problemSentence } from './problem-sentence.ts';
import { MOST_CHARACTERS } from './compose-form.ts';
import type { ComposeForm } from './compose-form.ts';
import { targetRow } from './compose-targets.ts';
import type { TargetRow } from './compose-targets.ts';
import { versionEditor } from './compose-versions.ts';
import type { VersionEditor } from './compose-versions.ts';
import type { Choice, ComposeReader } from './compose-view.ts';

/** Everything that the composer shows, before it is turned into words. */
export type ComposeState = {
  form: ComposeForm;
  choices: ComposeChoices;
  post: Post | null;
  /** What the language guard says of what stands in the fields. */
  findings: readonly LocatedFinding[];
  /** A mourning hold is in force over the post. */
  isMourning: boolean;
  problems?: readonly FieldProblem[];
  /** What was typed is saved although it could not be submitted. */
  isSaved?: boolean;
  /** What was typed is not saved: leaving the page asks first. */
  dirty?: boolean;
  /** The field to go on in; none when the page is opened. */
  focus?: string | null;
  conflict?: Conflict;
};

/** `stale`: somebody saved in between; `left`: the post is no longer with its authors. */
type Conflict = { kind: 'stale' | 'left'; who: string; at: Date; theirs: Post };

export type ComposePage = {
  titleKey: string;
  action: string;
  form: Pick<ComposeForm, 'postId' | 'revision' | 'corrects'>;
  state: Post['state'] | null;
  returnReason: string | null;
  unit: { name: string; id: string; choices: Choice[] | null };
  /** The coming events of the author's units; null when there is none to choose. */
  events: Choice[] | null;
  topics: Choice[];
  classes: Choice[];
  versions: VersionEditor[];
  findings: FindingRow[];
  guard: GuardFactsPage;
  targets: TargetRow[];
  mostCharacters: number;
  maySubmit: boolean;
  isDirty: boolean;
  focus: string | null;
  isSaved: boolean;
  /** Sentences by field of the form. */
  errors: Record<string, string[]>;
  summary: { field: string; sentence: string }[];
  conflict: ConflictPage | null;
};

type ConflictPage = {
  kind: Conflict['kind'];
  sentence: string;
  newest: string;
  versions: { language: string; theirs: string; mine: DifferencePart[] }[];
};

export function composePage(state: ComposeState, reader: ComposeReader): ComposePage {
  const { form, choices, post } = state;
  const { t, language, actor } = reader;
  const summary = (state.problems ?? []).map((problem) => ({
    field: problem.field,
    sentence: problemSentence(problem, choices.channels, reader),
  }));
  const channelOf = new Map(choices.channels.map((channel) => [channel.id, channel]));
  const rows = form.targets.flatMap((row, n) => {
    const channel = channelOf.get(row.channelId);
    return channel === undefined ? [] : [{ row, n, channel }];
  });
  const unit = choices.units.find((one) => one.id === form.unitId);
  return {
    titleKey:
      post !== null ? 'compose.title.edit' : `compose.title.${form.corrects ? 'correct' : 'new'}`,
    action: post === null ? urls.posts() : urls.revisions(post.id),
    form,
    state: post?.state ?? null,
    returnReason: post?.state === 'returned' ? post.returnReason : null,
    unit: {
      id: form.unitId,
      name: unit?.name[language] ?? '',
      choices:
        post !== null || choices.units.length < 2
          ? null
          : choices.units.map((one) => choice(one.id, one.name[language], form.unitId)),
    },
    events: eventChoices(state, reader),
    topics: topics.map((topic) => choice(topic, t(`common.topic.${topic}`), form.topic)),
    classes: postClasses.map((one) => choice(one, t(`common.class.${one}`), form.class)),
    versions: form.versions.map((version) =>
      versionEditor(version, usedPlatforms(rows, version.language), choices, reader),
    ),
    findings: findingRows(state.findings, form, reader),
    guard: guardFactsPage(state, reader),
    targets: rows.map(({ row, n, channel }) =>
      targetRow(
        { row, n, channel, form, clocks: clocksFor(form, channel, choices, language) },
        reader,
      ),
    ),
    mostCharacters: MOST_CHARACTERS,
    maySubmit: can(actor, 'post.submit', form.unitId),
    isDirty: state.dirty === true,
    focus: state.focus ?? null,
    isSaved: state.isSaved === true,
    errors: Object.fromEntries(
      summary.map(({ field }) => [
        field,
        summary.filter((one) => one.field === field).map((one) => one.sentence),
      ]),
    ),
    summary,
    conflict: conflictPage(state, reader),
  };
}

function usedPlatforms(
  rows: readonly { row: ComposeForm['targets'][number]; channel: Channel }[],
  language: string,
): PlatformId[] {
  return platformIds.filter((platform) =>
    rows.some(
      ({ row, channel }) => row.on && row.language === language && channel.platform === platform,
    ),
  );
}

/** Hanoi's clock, the unit's and the channel's, each once, named by the city people say. */
function clocksFor(
  form: ComposeForm,
  channel: Channel,
  { clocks }: ComposeChoices,
  language: ReaderLanguage,
): Map<string, string> {
  const named = new Map([[HANOI, cityOf(HANOI, language)]]);
  for (const unitId of [form.unitId, channel.unitId]) {
    const clock = clocks.get(unitId);
    if (clock !== undefined && !named.has(clock.zone)) named.set(clock.zone, clock.city[language]);
  }
  return named;
}

function conflictPage(state: ComposeState, { t, language }: ComposeReader): ConflictPage | null {
  const { conflict, form } = state;
  if (conflict === undefined) return null;
  const { theirs } = conflict;
  return {
    kind: conflict.kind,
    sentence: t(`compose.conflict.${conflict.kind}`, {
      who: conflict.who,
      at: formatOf(language).instant(conflict.at),
      revision: theirs.revision,
      state: t(`states.post.${theirs.state}`),
    }),
    newest: conflict.kind === 'stale' ? urls.editPost(theirs.id) : urls.post(theirs.id),
    versions: form.versions.flatMap(({ language: code, text }) => {
      const saved = theirs.content.versions[code]?.text ?? '';
      return saved === '' && text === ''
        ? []
        : [{ language: code, theirs: saved, mine: wordDifference(saved, normaliseText(text)) }];
    }),
  };
}

function choice(value: string, label: string, chosen: string): Choice {
  return { value, label, isChosen: value === chosen };
}

/** Each event with its start on its own clock; the chosen one stays, even when it has begun. */
function eventChoices(
  { choices, form }: ComposeState,
  { t, language }: ComposeReader,
): Choice[] | null {
  if (choices.events.length === 0 && form.eventId === null) return null;
  const chosen = form.eventId ?? '';
  const isOffered = choices.events.some((event) => event.id === chosen);
  return [
    choice('', t('compose.noEvent'), chosen),
    ...choices.events.map((event) =>
      choice(
        event.id,
        `${event.title[language]} · ${formatOf(language).instant(event.startsAt, event.zone)}`,
        chosen,
      ),
    ),
    ...(chosen === '' || isOffered ? [] : [choice(chosen, t('compose.eventGone'), chosen)]),
  ];
}
