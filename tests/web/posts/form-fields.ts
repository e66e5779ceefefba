import type TestAgent from 'supertest/lib/agent.js';

/** What a browser would send of the composer as it stands: names and values, in order. */
export type Fields = Record<string, string>;

/** Reads the fields of `<form id="compose">` as a browser without scripts would send them. */
export function fieldsOf(html: string): Fields {
  const form = /<form[^>]*id="compose"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
  const live = form.replaceAll(/<template[\s\S]*?<\/template>/g, '');
  const fields: Fields = {};
  const parts =
    /<input\b[^>]*>|<textarea\b([^>]*)>([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>/g;
  for (const part of live.matchAll(parts)) {
    const [tag, textAttributes, text, selectAttributes, options] = part;
    if (textAttributes !== undefined) {
      const name = attribute(textAttributes, 'name');
      if (name !== null) fields[name] = unescape((text ?? '').replace(/^\n/, ''));
    } else if (selectAttributes !== undefined) {
      const name = attribute(selectAttributes, 'name');
      const chosen =
        /<option value="([^"]*)" selected/.exec(options ?? '') ??
        /<option value="([^"]*)"/.exec(options ?? '');
      if (name !== null) fields[name] = unescape(chosen?.[1] ?? '');
    } else {
      const name = attribute(tag, 'name');
      const type = attribute(tag, 'type');
      if (name === null || type === 'file') continue;
      if ((type === 'checkbox' || type === 'radio') && !/\schecked/.test(tag)) continue;
      fields[name] = attribute(tag, 'value') ?? '';
    }
  }
  return fields;
}

/** Sends the composer as its page does, as a form that can carry files. */
export function send(
  browser: TestAgent,
  url: string,
  fields: Fields,
  files: { field: string; name: string; bytes: Buffer }[] = [],
) {
  const request = browser.post(url);
  for (const [name, value] of Object.entries(fields)) void request.field(name, value);
  for (const file of files) void request.attach(file.field, file.bytes, file.name);
  return request;
}

/** The address that a form of the composer is sent to. */
export function actionOf(html: string): string {
  return /<form[^>]*id="compose"[^>]*action="([^"]+)"/.exec(html)?.[1] ?? '';
}

function attribute(tag: string, name: string): string | null {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return found === null ? null : unescape(found[1] ?? '');
}

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
