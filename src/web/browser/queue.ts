/** The queue stays current: its rows are fetched again every few seconds while somebody looks. */

const EVERY_MS = 5_000;

let timer: number | undefined;
/** Whether a form of the page is on its way: the answer brings a page of its own. */
const form = { isSending: false };

document.addEventListener('submit', () => {
  form.isSending = true;
});
window.addEventListener('pageshow', () => {
  form.isSending = false;
});
document.addEventListener('visibilitychange', plan);
plan();

function plan(): void {
  clearTimeout(timer);
  if (!document.hidden) timer = window.setTimeout(() => void refresh(), EVERY_MS);
}

async function refresh(): Promise<void> {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    // A page that asks to sign in, or an error, has no rows: what is shown stays.
    if (response.ok && !form.isSending) show(await response.text());
  } catch {
    // The line dropped: the next round tries again.
  } finally {
    plan();
  }
}

function show(html: string): void {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  if (fresh.querySelector('[data-live="rows"]') === null) return;
  for (const place of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const name = place.dataset['live'] ?? '';
    const now = fresh.querySelector<HTMLElement>(`[data-live="${name}"]`);
    if (now === null || now.innerHTML === untouched(place)) continue;
    if (!changeRows(place, now)) replace(place, now);
  }
  sayUpdated(fresh);
}

/** The markup as the server sent it: an opened detail is the reader's own doing. */
function untouched(place: HTMLElement): string {
  const copy = place.cloneNode(true) as HTMLElement;
  for (const open of copy.querySelectorAll('details[open]')) open.removeAttribute('open');
  return copy.innerHTML;
}

/** Changes only the rows that differ when the same rows stand in the same order. */
function changeRows(place: HTMLElement, now: HTMLElement): boolean {
  const before = [...place.querySelectorAll<HTMLElement>('[data-row]')];
  const after = [...now.querySelectorAll<HTMLElement>('[data-row]')];
  const isSame =
    before.length > 0 &&
    before.length === after.length &&
    before.every((row, index) => row.id === after[index]?.id);
  if (!isSame) return false;
  for (const [index, row] of before.entries()) {
    const fresh = after[index];
    if (fresh !== undefined && fresh.innerHTML !== untouched(row)) replace(row, fresh);
  }
  return true;
}

/** Puts new content in place; what had the focus keeps it and what was opened stays open. */
function replace(place: HTMLElement, now: HTMLElement): void {
  const focused = place.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const opened = [...place.querySelectorAll<HTMLElement>('details[open][data-keep]')].map(
    (one) => one.dataset['keep'],
  );
  place.innerHTML = now.innerHTML;
  for (const one of place.querySelectorAll<HTMLDetailsElement>('details[data-keep]')) {
    if (opened.includes(one.dataset['keep'])) one.open = true;
  }
  if (focused !== undefined && focused !== '') document.getElementById(focused)?.focus();
}

/** Every place on the desk's pages that says the time carries it, so the page's own is not asked. */
function sayUpdated(fresh: Document): void {
  const line = document.querySelector<HTMLElement>('[data-updated]');
  const time = new Date(fresh.documentElement.dataset['now'] ?? '');
  if (line === null || Number.isNaN(time.getTime())) return;
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh',
    timeStyle: 'medium',
  }).format(time);
  line.textContent = (line.dataset['sentence'] ?? '').replace('00:00:00', clock);
}
