/** What every page runs: clocks that follow the desk's time, and menus that close. */

const startedAt = performance.now();
const deskTime = Date.parse(document.documentElement.dataset['now'] ?? '');

/** Practice time may be days ahead of this machine, so the page's own time is carried on. */
function deskNow(): Date {
  return new Date(deskTime + performance.now() - startedAt);
}

const clocks = [...document.querySelectorAll<HTMLElement>('[data-clock]')].map((element) => ({
  element,
  formatter: new Intl.DateTimeFormat('en-GB', {
    timeZone: element.dataset['clock'] ?? 'UTC',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }),
}));

function runClocks(): void {
  const now = deskNow();
  for (const { element, formatter } of clocks) {
    const text = formatter.format(now);
    if (element.textContent !== text) element.textContent = text;
  }
}

if (clocks.length > 0 && !Number.isNaN(deskTime)) setInterval(runClocks, 1000);

const menus = [...document.querySelectorAll<HTMLDetailsElement>('details[data-menu]')];

document.addEventListener('click', (event) => {
  for (const menu of menus) {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) {
      menu.open = false;
    }
  }
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  }
});

/** Long enough for a slow line; a press of Stop must not lock the form for good. */
const SENDING_MS = 8000;

// A form is sent once: a second press while the first is under way does nothing.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== 'post')
    return;
  if (form.dataset['sending'] === 'yes') {
    event.preventDefault();
    return;
  }
  form.dataset['sending'] = 'yes';
  setTimeout(() => {
    delete form.dataset['sending'];
  }, SENDING_MS);
});

// Coming back through the history, the form may be sent again.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sending]')) {
    delete form.dataset['sending'];
  }
});
