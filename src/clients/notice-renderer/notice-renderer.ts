import { join } from 'node:path';
import ejs from 'ejs';
import { projectRoot } from '../../lib/project-root.ts';

/** The sentences of one notice, already in its reader's language. */
export type NoticeMailPage = {
  language: string;
  greeting: string;
  sentence: string;
  next: string;
  link: string;
  linkText: string;
  why: string;
  /** Said in practice mode, so that nobody takes the mail for a real one. */
  practice: string | null;
};

export type NoticeRenderer = {
  render(page: NoticeMailPage): Promise<{ html: string; text: string }>;
};

/** Renders notices with the template `views/mail/notice.ejs`. */
export function createNoticeRenderer(): NoticeRenderer {
  const template = join(projectRoot, 'views', 'mail', 'notice.ejs');
  return {
    async render(page) {
      const lines = [page.practice, page.greeting, page.sentence, page.next, page.link, page.why];
      return {
        html: await ejs.renderFile(template, { page }, { cache: true }),
        text: lines.filter((line) => line !== null).join('\n\n') + '\n',
      };
    },
  };
}
