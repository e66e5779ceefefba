import type { Html } from './html.ts';
import { html } from './html.ts';
import { wordsFor } from './words.ts';

/** The frame of every page of the practice process: the band says what it is. */
export function layout(page: {
  language: string;
  title: string;
  look: 'facebook' | 'x' | 'desk';
  body: Html;
}): string {
  const words = wordsFor(page.language);
  const [first, second] = page.language === 'vi' ? ['vi', 'en'] : ['en', 'vi'];
  return html`<!doctype html>
    <html lang="${page.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${words.band} · ${page.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/practice.css" />
      </head>
      <body class="look-${page.look}">
        <aside class="band" aria-label="${words.band}">
          <strong>${wordsFor(first).band} / ${wordsFor(second).band}</strong>
          <span>${words.bandNote}</span>
          <a href="/">${page.language === 'vi' ? 'Tất cả các trang' : 'All pages'}</a>
        </aside>
        ${page.body}
      </body>
    </html>`.text;
}
