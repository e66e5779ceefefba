import type { Response } from 'express';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { wordsFor } from './words.ts';

/** 404 with a page that leads back. */
export function notFound(response: Response, language: string, back: string): void {
  const words = wordsFor(language);
  response
    .status(404)
    .type('html')
    .send(
      layout({
        language,
        title: words.notFound,
        look: 'desk',
        body: html`<main class="desk">
          <h1>${words.notFound}</h1>
          <p><a href="${back}">←</a></p>
        </main>`,
      }),
    );
}
