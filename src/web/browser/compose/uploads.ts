import { valueOf } from './fields.ts';

type Stored = { sha256: string; src: string; told: string[]; kind?: 'video' };

/** A video is read by the server from its first bytes on; these are enough to refuse another kind. */
const HEAD_BYTES = 65_536;

/**
 * Uploads pictures and videos as soon as they are chosen, with their progress, and puts them into the form.
 * What could not be uploaded stays in the file field, so that saving still sends it.
 */
export function uploadWhenChosen(form: HTMLFormElement, changed: () => void): void {
  form.addEventListener('change', (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.dataset['upload'] === undefined) return;
    void uploadAll(form, input, changed);
  });
}

async function uploadAll(
  form: HTMLFormElement,
  input: HTMLInputElement,
  changed: () => void,
): Promise<void> {
  const section = input.closest<HTMLElement>('[data-version]');
  const list = section?.querySelector<HTMLElement>('[data-uploads]') ?? null;
  if (section === null || list === null) return;
  list.replaceChildren();
  const left = new DataTransfer();
  const chosen = [...(input.files ?? [])];
  for (const file of chosen) {
    const line = list.appendChild(document.createElement('p'));
    line.className = 'small';
    const words = line.appendChild(document.createElement('span'));
    const cancel = line.appendChild(document.createElement('button'));
    cancel.type = 'button';
    cancel.className = 'button small';
    cancel.textContent = list.dataset['cancel'] ?? '';
    const outcome = await upload(await requestFor(form, input, file), cancel, (percent) => {
      const said = percent < 100 ? list.dataset['uploading'] : list.dataset['checking'];
      words.textContent = (said ?? '')
        .replace('{name}', file.name)
        .replace('{percent}', String(percent));
    });
    if (outcome.kind === 'stored') {
      line.remove();
      addPicture(section, outcome.stored);
    } else if (outcome.kind === 'cancelled') {
      line.textContent = (list.dataset['cancelled'] ?? '').replace('{name}', file.name);
    } else {
      line.classList.add('error');
      line.textContent =
        outcome.sentence === null
          ? (list.dataset['uploadFailed'] ?? '').replace('{name}', file.name)
          : `${file.name}: ${outcome.sentence}`;
      // What the server refused would be refused again; what never arrived goes with the form.
      if (outcome.sentence === null) left.items.add(file);
    }
  }
  input.files = left.files;
  changed();
}

type Uploaded =
  | { kind: 'stored'; stored: Stored }
  | { kind: 'cancelled' }
  | { kind: 'failed'; sentence: string | null };

type Outgoing = { url: string; body: FormData | Blob; type: string | null };

/** A picture goes as a form; a video as it is, so that the server can store it while it arrives. */
async function requestFor(
  form: HTMLFormElement,
  input: HTMLInputElement,
  file: File,
): Promise<Outgoing> {
  const unit = valueOf(form, 'unit');
  const head = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...head);
  const isPlain = text.slice(4, 8) === 'ftyp' && text.slice(8, 12) !== 'qt  ';
  if (!file.type.startsWith('video/')) {
    const body = new FormData();
    body.set('unit', unit);
    body.set('image', file);
    return { url: input.dataset['upload'] ?? '', body, type: null };
  }
  const query = new URLSearchParams({ unit, name: file.name });
  const url = `${input.dataset['uploadVideo'] ?? ''}?${query.toString()}`;
  return { url, body: isPlain ? file : file.slice(0, HEAD_BYTES), type: 'video/mp4' };
}

/** `fetch` tells nothing of an upload's progress, so this is the older way. */
function upload(
  { url, body, type }: Outgoing,
  cancel: HTMLButtonElement,
  onProgress: (percent: number) => void,
): Promise<Uploaded> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    if (type !== null) request.setRequestHeader('Content-Type', type);
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      onProgress(total === 0 ? 0 : Math.floor((loaded / total) * 100));
    });
    request.addEventListener('load', () => {
      resolve(readAnswer(request.status, request.response));
    });
    request.addEventListener('error', () => {
      resolve({ kind: 'failed', sentence: null });
    });
    request.addEventListener('abort', () => {
      resolve({ kind: 'cancelled' });
    });
    cancel.addEventListener('click', () => {
      request.abort();
    });
    onProgress(0);
    request.send(body);
  });
}

function readAnswer(status: number, answer: unknown): Uploaded {
  if (typeof answer !== 'object' || answer === null) return { kind: 'failed', sentence: null };
  if (status === 201) return { kind: 'stored', stored: answer as Stored };
  const { error } = answer as { error?: { sentence?: string } };
  return { kind: 'failed', sentence: error?.sentence ?? null };
}

function addPicture(section: HTMLElement, stored: Stored): void {
  const list = section.querySelector<HTMLElement>('[data-pictures]');
  const kind = stored.kind === 'video' ? 'video' : 'picture';
  const template = section.querySelector<HTMLTemplateElement>(`template[data-${kind}]`);
  if (list === null || template === null) return;
  const known = [...list.querySelectorAll<HTMLInputElement>('input[name^="media."]')];
  if (known.some((one) => one.value === stored.sha256)) return;
  const n = 1 + Math.max(-1, ...[...list.children].map((row) => Number(rowNumber(row))));
  const row = template.content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement)) return;
  row.dataset['n'] = String(n);
  for (const element of row.querySelectorAll('*')) {
    for (const attribute of ['id', 'name', 'for']) {
      const value = element.getAttribute(attribute);
      if (value !== null) element.setAttribute(attribute, value.replace('{n}', String(n)));
    }
  }
  row.querySelector('img, video')?.setAttribute('src', stored.src);
  const hash = row.querySelector<HTMLInputElement>('input[name^="media."]');
  if (hash !== null) hash.value = stored.sha256;
  const told = row.querySelector('.told');
  for (const sentence of stored.told) {
    told?.appendChild(document.createElement('li')).append(sentence);
  }
  list.append(row);
}

function rowNumber(row: Element): string {
  return row instanceof HTMLElement ? (row.dataset['n'] ?? '0') : '0';
}
