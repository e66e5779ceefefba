import type { Fields } from './form-fields.ts';

/** A form as it stands when nothing keeps it from being submitted. */
export function readyFields(form: Fields): Fields {
  return {
    ...form,
    topic: 'bilateral',
    'text.vi': 'Việt Nam và Pháp ký thỏa thuận.',
    'text.en': 'Viet Nam and France sign an agreement.',
  };
}
