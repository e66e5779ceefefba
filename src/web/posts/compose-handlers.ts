import type { Request, Response } from 'express';
import type { ActionContext } from '../../actions/context.ts';
import { guardContent } from '../../actions/language/guard-content.ts';
import type { GuardReport } from '../../actions/language/guard-content.ts';
import { loadComposeChoices } from '../../actions/posts/load-compose.ts';
import type { ComposeChoices } from '../../actions/posts/load-compose.ts';
import { loadPostPage } from '../../actions/posts/load-post-page.ts';
import { savePost } from '../../actions/posts/save-post.ts';
import { startPost } from '../../actions/posts/start-post.ts';
import { submitPost } from '../../actions/posts/submit-post.ts';
import { standingReasons } from '../../domain/language/override.ts';
import type { Media } from '../../domain/media/media.ts';
import { VIDEO_TYPE } from '../../domain/media/video.ts';
import { can } from '../../domain/people/person.ts';
import type { Content } from '../../domain/posts/content.ts';
import type { Post } from '../../domain/posts/post.ts';
import { newId } from '../../lib/ids.ts';
import { setFlash } from '../flash.ts';
import { HttpError, notFound } from '../http-error.ts';
import { formFields, formText, idParam, queryText } from '../page-request.ts';
import type { PageRequest } from '../page-request.ts';
import { renderPage } from '../render-page.ts';
import type { Handler } from '../route-table.ts';
import { urls } from '../urls.ts';
import type { WebDeps } from '../web-deps.ts';
import { contentOfForm, submissionProblems } from './compose-content.ts';
import type { FieldProblem } from './compose-content.ts';
import { formOfPost, newForm } from './compose-defaults.ts';
import { readComposeForm } from './compose-form.ts';
import type { ComposeForm, VersionForm } from './compose-form.ts';
import { composePage } from './compose-page.ts';
import type { ComposeState } from './compose-page.ts';
import { uploadedFiles } from './compose-upload.ts';
import { takingOf, withTaken } from './compose-findings.ts';
import { focusAfter, threadStepOf, withThreadStep } from './compose-thread.ts';
import { takePictures, tellsOfSize } from './take-pictures.ts';

/** An empty composer; with `corrects`, one that starts from the post to be corrected. */
export function showNewPost(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const corrects = await findCorrected(deps.actions, page, queryText(req, 'corrects'));
    const choices = await loadComposeChoices(deps.actions, {
      actor: page.actor,
      unitId: corrects?.unitId ?? null,
      channelIds: [],
      sha256: mediaOf(corrects),
    });
    const unitId = corrects?.unitId ?? choices.units[0]?.id;
    if (unitId === undefined) throw new HttpError(403, 'no unit to write in');
    const form = newForm(
      {
        postId: newId(),
        unitId,
        corrects,
        eventId: offeredEvent(choices, queryText(req, 'event')),
      },
      { channels: choices.channels, clocks: choices.clocks, now: page.now },
    );
    const guard = await guardForm(deps.actions, form, contentOfForm(form).content);
    await renderCompose(deps, res, page, { form, choices, post: null, ...guard });
  };
}

/** The composer over a saved post; one that is no longer with its authors is shown instead. */
export function showEditPost(deps: WebDeps): Handler {
  return async (req, res, page) => {
    const post = await findOwnPost(deps.actions, page, idParam(req));
    if (post.state !== 'draft' && post.state !== 'returned') {
      setFlash(req, 'bad', `compose.flash.not-editable.${post.state}`);
      res.redirect(303, urls.post(post.id));
      return;
    }
    const choices = await choicesFor(deps.actions, page, post, mediaOf(post));
    const { channels, clocks } = choices;
    const form = formOfPost(post, { channels, clocks, now: page.now });
    const { content } = post;
    const guard = await guardForm(deps.actions, form, content);
    await renderCompose(deps, res, page, { form, choices, post, ...guard });
  };
}

/** Saves what was typed as a new post or a new revision; whatever is wrong comes back as typed. */
export function saveComposed(deps: WebDeps, kind: 'new' | 'edit'): Handler {
  return async (req, res, page) => {
    const ctx = deps.actions;
    const post = kind === 'edit' ? await findOwnPost(ctx, page, idParam(req)) : null;
    const form = readForm(req, post);
    if (!can(page.actor, 'post.write', form.unitId)) throw new HttpError(403, 'not in that unit');
    const taken = await takePictures(ctx, page.actor, form, uploadedFiles(req));
    const choices = await choicesFor(ctx, page, post, mediaIn(taken.form));
    const known = withoutUnknown(taken.form, choices, post);
    const typed = contentOfForm(known.form);
    const guard = await guardForm(ctx, known.form, typed.content);
    const state: ComposeState = { form: known.form, choices, post, ...guard, dirty: true };
    const fileProblems = [...taken.problems, ...known.problems];
    const step = threadStepOf(formText(req, 'do'));
    const taking = takingOf(formText(req, 'do'));
    if (taking !== null) {
      const form = withTaken(known.form, guard.findings, taking);
      const { content } = contentOfForm(form);
      const after = { ...state, form, ...(await guardForm(ctx, form, content)) };
      await renderCompose(deps, res, page, { ...after, focus: taking.field });
      return;
    }
    if (step !== null || /^(preview|copy\.)/.test(formText(req, 'do'))) {
      const shown = step === null ? known.form : withThreadStep(known.form, step, ctx.limits);
      await renderCompose(
        deps,
        res,
        page,
        {
          ...state,
          form: shown,
          focus: step === null ? null : focusAfter(shown, step),
          problems: fileProblems,
        },
        statusFor(fileProblems),
      );
      return;
    }
    const problems = [...fileProblems, ...typed.problems];
    if (problems.length > 0) {
      await renderCompose(deps, res, page, { ...state, problems }, statusFor(problems));
      return;
    }
    const reasons = standingReasons(typed.content.reasons, guard.findings);
    const saved = await save(ctx, page, state, { ...typed.content, reasons });
    if (!saved.ok) {
      await answerUnsaved(deps, res, page, state, saved);
      return;
    }
    await answerSaved(deps, req, res, page, { ...state, post: saved.post });
  };
}

/** What the guard says of what stands in the fields, with the eyes of the server. */
function guardForm(
  ctx: ActionContext,
  { unitId, topic, eventId, postId }: ComposeForm,
  content: Content,
): Promise<GuardReport> {
  return guardContent(ctx, {
    content,
    unitId,
    topic: topic === '' ? null : topic,
    eventId,
    postId,
  });
}

type Unsaved = { ok: false; reason: string; post?: Post };

async function save(
  ctx: ActionContext,
  page: PageRequest,
  { form, post }: ComposeState,
  content: Post['content'],
): Promise<{ ok: true; post: Post } | Unsaved> {
  // The empty topic was refused before; a typed value of another kind never passed the schema.
  const topic = form.topic === '' ? 'notices' : form.topic;
  const { eventId } = form;
  const common = { actor: page.actor, topic, class: form.class, content, eventId };
  if (post !== null) {
    return savePost(ctx, { ...common, postId: post.id, revision: form.revision });
  }
  const corrects = form.corrects === null ? {} : { corrects: form.corrects };
  return startPost(ctx, { ...common, unitId: form.unitId, postId: form.postId, ...corrects });
}

/** Somebody was quicker, or the post has left its authors: both texts are shown, none is lost. */
async function answerUnsaved(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  state: ComposeState,
  refusal: Unsaved,
): Promise<void> {
  if (refusal.reason === 'forbidden') throw new HttpError(403, 'post.write');
  if (refusal.reason === 'id-taken') throw new HttpError(409, 'the id of the form is in use');
  const postId = refusal.post?.id ?? state.post?.id ?? '';
  const facts = await loadPostPage(deps.actions, { postId, actor: page.actor });
  if (facts === null) throw notFound('post');
  const newest = facts.revisions.at(-1);
  const mayStillSave = facts.post.state === 'draft' || facts.post.state === 'returned';
  await renderCompose(
    deps,
    res,
    page,
    {
      ...state,
      post: facts.post,
      form: { ...state.form, postId: facts.post.id, revision: facts.post.revision },
      conflict: {
        kind: mayStillSave ? 'stale' : 'left',
        who: facts.names.get(newest?.savedBy ?? '') ?? '',
        at: newest?.savedAt ?? facts.post.updatedAt,
        theirs: facts.post,
      },
    },
    409,
  );
}

async function answerSaved(
  deps: WebDeps,
  req: Request,
  res: Response,
  page: PageRequest,
  state: ComposeState & { post: Post },
): Promise<void> {
  const { post } = state;
  const wantsSubmission = formText(req, 'do') === 'submit';
  if (!wantsSubmission || cameWithoutPictures(req)) {
    setFlash(req, 'good', wantsSubmission ? 'compose.flash.saved-only' : 'compose.flash.saved');
    res.redirect(303, urls.editPost(post.id));
    return;
  }
  const { actor } = page;
  const submitted = await submitPost(deps.actions, {
    postId: post.id,
    actor,
    revision: post.revision,
  });
  if (submitted.ok) {
    setFlash(req, 'good', 'compose.flash.submitted');
    res.redirect(303, urls.post(post.id));
    return;
  }
  if ('problems' in submitted) {
    const form = { ...state.form, revision: post.revision };
    const { rows } = contentOfForm(form);
    const problems = submissionProblems(submitted.problems, rows, form);
    const unsubmitted: ComposeState = { ...state, form, problems, isSaved: true, dirty: false };
    await renderCompose(deps, res, page, unsubmitted, 422);
    return;
  }
  if (submitted.reason === 'forbidden') throw new HttpError(403, 'post.submit');
  // A form sent twice finds the post submitted by its first self.
  setFlash(req, 'good', 'compose.flash.saved');
  res.redirect(303, urls.post(post.id));
}

/**
 * A form that was kept while its author signed in again comes without its files, so it is saved
 * and never submitted unseen.
 */
function cameWithoutPictures(req: Request): boolean {
  return req.is('multipart/form-data') === false;
}

function readForm(req: Request, post: Post | null): ComposeForm {
  const fields = formFields(req);
  const form = readComposeForm(
    post === null ? fields : { ...fields, postId: post.id, unit: post.unitId },
  );
  const copy = /^copy\.([a-z]{2})$/.exec(formText(req, 'do'))?.[1];
  return copy === undefined ? form : withCopiedPictures(form, copy);
}

/** The other versions' pictures in this one too; what a blind reader is told is written anew. */
function withCopiedPictures(form: ComposeForm, language: string): ComposeForm {
  const others = form.versions.flatMap((one) => (one.language === language ? [] : one.media));
  return {
    ...form,
    versions: form.versions.map((version) => {
      if (version.language !== language) return version;
      const known = new Set(version.media.map((one) => one.sha256));
      const fresh = others.filter((one) => !known.has(one.sha256));
      return {
        ...version,
        media: [...version.media, ...fresh.map(({ sha256 }) => ({ sha256, alt: '' }))],
      };
    }),
  };
}

/** A video is named as one by what is stored, whatever the form says. */
function asStored(ref: VersionForm['media'][number], stored: Media | undefined) {
  const { sha256, alt } = ref;
  return stored?.mimeType === VIDEO_TYPE
    ? { sha256, alt: '', kind: 'video' as const }
    : { sha256, alt };
}

/** Drops what the author may not use: pictures of other units, channels out of reach. */
function withoutUnknown(
  form: ComposeForm,
  { media, channels, events }: ComposeChoices,
  post: Post | null,
): { form: ComposeForm; problems: FieldProblem[] } {
  const known = new Map(media.map((one) => [one.sha256, one]));
  const problems: FieldProblem[] = [];
  const versions = form.versions.map((version) => {
    const kept = version.media
      .filter((one) => known.has(one.sha256))
      .map((one) => asStored(one, known.get(one.sha256)));
    if (kept.length < version.media.length) {
      const field = `pictures.${version.language}`;
      problems.push({ key: 'compose.problem.picture-unknown', field, parameters: {} });
    }
    return { ...version, media: kept };
  });
  const targets = form.targets.filter((row) => channels.some((one) => one.id === row.channelId));
  if (targets.length < form.targets.length) {
    problems.push({ key: 'compose.problem.channel-unknown', field: 'targets', parameters: {} });
  }
  const { eventId } = form;
  const knownEvent = events.some((one) => one.id === eventId) || eventId === post?.eventId;
  if (eventId !== null && !knownEvent) {
    problems.push({ key: 'compose.problem.event-unknown', field: 'event', parameters: {} });
  }
  return { form: { ...form, versions, targets }, problems };
}

/** The event that a link from its page names, when it may carry the new post. */
function offeredEvent({ events }: ComposeChoices, eventId: string): string | null {
  return events.find((one) => one.id === eventId)?.id ?? null;
}

function statusFor(problems: readonly FieldProblem[]): number {
  if (problems.length === 0) return 200;
  return tellsOfSize(problems) ? 413 : 422;
}

async function findOwnPost(ctx: ActionContext, page: PageRequest, postId: string): Promise<Post> {
  const facts = await loadPostPage(ctx, { postId, actor: page.actor });
  if (facts === null) throw notFound('post');
  if (!can(page.actor, 'post.write', facts.post.unitId)) throw new HttpError(403, 'post.write');
  return facts.post;
}

async function findCorrected(
  ctx: ActionContext,
  page: PageRequest,
  postId: string,
): Promise<Post | null> {
  return postId === '' ? null : findOwnPost(ctx, page, postId);
}

function choicesFor(
  ctx: ActionContext,
  page: PageRequest,
  post: Post | null,
  sha256: readonly string[],
): Promise<ComposeChoices> {
  return loadComposeChoices(ctx, {
    actor: page.actor,
    unitId: post?.unitId ?? null,
    channelIds: post?.content.targets.map((one) => one.channelId) ?? [],
    sha256,
  });
}

function mediaIn(form: ComposeForm): string[] {
  return form.versions.flatMap((version) => version.media.map((one) => one.sha256));
}

function mediaOf(post: Post | null): string[] {
  return Object.values(post?.content.versions ?? {}).flatMap((version) =>
    version.media.map((one) => one.sha256),
  );
}

function renderCompose(
  deps: WebDeps,
  res: Response,
  page: PageRequest,
  state: ComposeState,
  status = 200,
): Promise<void> {
  const built = composePage(state, {
    ...page,
    limits: deps.actions.limits,
    prices: deps.actions.prices,
  });
  return renderPage(res, 'posts/compose', {
    title: page.t(built.titleKey),
    page: built,
    current: 'compose',
    status,
    scripts: ['compose.js'],
  });
}
