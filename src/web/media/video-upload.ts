import type { Request } from 'express';
import { uploadVideo } from '../../actions/media/upload-video.ts';
import type { Media } from '../../domain/media/media.ts';
import { widestOf } from '../../domain/media/video.ts';
import { pageContext, queryText } from '../page-request.ts';
import { changesOf } from '../posts/compose-versions.ts';
import type { Handler } from '../route-table.ts';
import { mediaAddress } from './media-address.ts';
import type { WebDeps } from '../web-deps.ts';

/** Each takes a line, a connection to the database and room there; a fifth person waits a little. */
const MOST_AT_ONCE = 4;
/** A line that says nothing for this long is gone. */
const SILENT_MS = 60_000;

type Refusal = { status: number; key: string; parameters: Record<string, string | number> };

/**
 * One video for the script of the composer, stored while it arrives. What breaks off or is cancelled
 * leaves nothing behind.
 */
export function saveVideo(deps: WebDeps): Handler {
  let underWay = 0;
  return async (req, res, page) => {
    const { t } = pageContext(res).visitor;
    const tell = ({ status, key, parameters }: Refusal): void => {
      // The rest of the file is of no use; a browser reads the answer once it may stop sending.
      req.resume();
      res.status(status).json({ error: { sentence: t(key, parameters) } });
    };
    const refusal = refuseAtOnce(req, widestOf(deps.actions.videoLimits).maxBytes, underWay);
    if (refusal !== null) {
      tell(refusal);
      return;
    }
    underWay += 1;
    const quiet = endWhenSilent(req);
    try {
      const outcome = await uploadVideo(deps.actions, {
        actor: page.actor,
        unitId: queryText(req, 'unit'),
        name: queryText(req, 'name'),
        source: quiet.source,
      });
      if (outcome.ok) {
        const src = mediaAddress(deps.sessionSecret, outcome.media.sha256);
        res.status(201).json(stored(outcome.media, src, changesOf(outcome.media, t)));
      } else tell(refusalOf(outcome.reason, outcome.parameters));
    } catch (error) {
      if (req.complete) throw error;
      // Cancelled, or the line broke: nobody is there to read an answer.
      deps.logger.info({ err: error }, 'the upload of a video broke off');
      res.destroy();
    } finally {
      quiet.end();
      underWay -= 1;
    }
  };
}

function stored({ sha256 }: Media, src: string, told: string[]) {
  return { sha256, src, told, kind: 'video' };
}

function refuseAtOnce(req: Request, mostBytes: number, underWay: number): Refusal | null {
  const told = req.get('Content-Length');
  if (told === undefined) return refusalOf('video-damaged', {}, 411);
  const bytes = Number(told);
  if (bytes > mostBytes) {
    return refusalOf('video-too-large', {
      megabytes: Math.ceil(bytes / 1_000_000),
      maxMegabytes: Math.floor(mostBytes / 1_000_000),
    });
  }
  return underWay >= MOST_AT_ONCE ? refusalOf('video-busy', {}, 503) : null;
}

function refusalOf(
  reason: string,
  parameters: Refusal['parameters'],
  status = reason === 'forbidden' ? 403 : reason === 'video-too-large' ? 413 : 422,
): Refusal {
  return { status, key: `media.refused.${reason}`, parameters };
}

/** The bytes of a request; one that goes silent is ended, or it would hold its place for hours. */
function endWhenSilent(req: Request): { source: AsyncIterable<Uint8Array>; end(): void } {
  const give = (): void => {
    req.destroy(new Error('the line went silent'));
  };
  let timer = setTimeout(give, SILENT_MS);
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(give, SILENT_MS);
    }
    clearTimeout(timer);
  }
  return {
    source: watched(),
    end: () => {
      clearTimeout(timer);
    },
  };
}
