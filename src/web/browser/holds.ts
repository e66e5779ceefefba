/** Says how many deliveries the hold in the form would cover, as its choices change. */

const form = document.querySelector<HTMLFormElement>('form[data-coverage]');
const line = document.querySelector<HTMLElement>('[data-count]');

let asked = 0;
if (form !== null && line !== null) {
  form.addEventListener('change', () => void count(form, line));
}

async function count(from: HTMLFormElement, to: HTMLElement): Promise<void> {
  asked += 1;
  const mine = asked;
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(from)) {
    if (typeof value === 'string' && ['kind', 'scope', 'exempt'].includes(name)) {
      query.append(name, value);
    }
  }
  try {
    const response = await fetch(`${from.dataset['coverage'] ?? ''}?${query.toString()}`, {
      headers: { Accept: 'application/json' },
    });
    if (!response.ok) return;
    const { sentence } = (await response.json()) as { sentence: string };
    // An answer to an older question says nothing about what is chosen now.
    if (mine === asked) to.textContent = sentence;
  } catch {
    // The line dropped: the count stays as it was, and the server counts again when it is sent.
  }
}
