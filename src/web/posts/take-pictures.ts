import type { ActionContext } from '../../actions/context.ts';
import { uploadMedia } from '../../actions/media/upload-media.ts';
import { uploadVideo } from '../../actions/media/upload-video.ts';
import type { Media } from '../../domain/media/media.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { FieldProblem } from './compose-content.ts';
import type { ComposeForm } from './compose-form.ts';
import type { UploadedFile } from './compose-upload.ts';

export type PicturesTaken = { form: ComposeForm; media: Media[]; problems: FieldProblem[] };

/** Stores the pictures that came with the form and puts them into the versions they are for. */
export async function takePictures(
  ctx: ActionContext,
  actor: Actor,
  form: ComposeForm,
  files: readonly UploadedFile[],
): Promise<PicturesTaken> {
  const taken: PicturesTaken = {
    form: { ...form, versions: form.versions.map((one) => ({ ...one, media: [...one.media] })) },
    media: [],
    problems: [],
  };
  for (const file of files) {
    const version = taken.form.versions.find((one) => file.field === `pictures.${one.language}`);
    if (version === undefined) continue;
    const outcome = await storePicture(ctx, actor, form.unitId, file);
    if ('key' in outcome) {
      taken.problems.push({ ...outcome, field: file.field });
      continue;
    }
    taken.media.push(outcome);
    if (!version.media.some((one) => one.sha256 === outcome.sha256)) {
      version.media.push({ sha256: outcome.sha256, alt: '' });
    }
  }
  return taken;
}

/** Stores one picture or a short video, or says in a sentence why it cannot be one. */
export async function storePicture(
  ctx: ActionContext,
  actor: Actor,
  unitId: string,
  file: UploadedFile,
): Promise<Media | Omit<FieldProblem, 'field'>> {
  if (file.bytes === null) {
    return { key: 'compose.problem.picture-too-large', parameters: { name: file.name } };
  }
  const { bytes, name } = file;
  const isVideo = (await ctx.videoReader.recognise(bytes)) === null;
  const outcome = isVideo
    ? await uploadVideo(ctx, { actor, unitId, name, source: inOnePart(bytes) })
    : await uploadMedia(ctx, { actor, unitId, name, bytes });
  return outcome.ok
    ? outcome.media
    : { key: `media.refused.${outcome.reason}`, parameters: outcome.parameters };
}

async function* inOnePart(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const TOO_LARGE = [
  'compose.problem.picture-too-large',
  'media.refused.too-large',
  'media.refused.video-too-large',
];

/** Whether one of these says that a file was too large: the answer is 413 then. */
export function tellsOfSize(problems: readonly Pick<FieldProblem, 'key'>[]): boolean {
  return problems.some(({ key }) => TOO_LARGE.includes(key));
}
