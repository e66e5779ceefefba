import { foldForSearch } from '../fold.ts';
import type { RuleFinding } from '../finding.ts';
import type { Mask, MaskKind, Subject } from '../subject.ts';
import type { Sides } from './sides.ts';
import { leftoversOf } from './leftovers.ts';
import { tell, tellLeft } from './tell.ts';

type Address = Mask & { whole: string; host: string };

/** Links; each side may lead to the page in its own language. */
export function compareAddresses({ here, there }: Sides): RuleFinding[] {
  const same = leftoversOf(addressesOf(here), addressesOf(there), (a, b) => a.whole === b.whole);
  const left = leftoversOf(same.here, same.there, (a, b) => a.host === b.host);
  return tellLeft(left, here.text, there.text, { rule: 'parity.address', severity: () => 'warn' });
}

/** Handles, hashtags, quotations and pictures: how many there are. */
export function compareSigns({ here, there }: Sides): RuleFinding[] {
  const handles = leftoversOf(
    of(here, 'handle'),
    of(there, 'handle'),
    (a, b) =>
      foldForSearch(here.text.slice(a.start, a.end)) ===
        foldForSearch(there.text.slice(b.start, b.end)) ||
      foldForSearch(there.text.slice(a.start, a.end)) ===
        foldForSearch(here.text.slice(b.start, b.end)),
  );
  const count = (
    rule: `parity.${string}`,
    a: number,
    b: number,
    isWarning: boolean,
  ): RuleFinding[] =>
    a === b
      ? []
      : [
          {
            ...tell({
              rule,
              severity: isWarning ? 'warn' : 'hint',
              span: null,
              here: String(a),
              there: String(b),
            }),
            message: rule,
          },
        ];
  const quoted = [of(here, 'quotation').length, of(there, 'quotation').length] as const;
  return [
    ...tellLeft(handles, here.text, there.text, { rule: 'parity.handle', severity: () => 'hint' }),
    ...count('parity.hashtags', of(here, 'hashtag').length, of(there, 'hashtag').length, false),
    // Words that are somebody's on one side and our own on the other.
    ...count('parity.quotations', ...quoted, Math.min(...quoted) === 0),
    ...count('parity.media', here.input.media.length, there.input.media.length, false),
  ];
}

function of({ masks }: Subject, kind: MaskKind): Mask[] {
  return masks.filter((mask) => mask.kind === kind);
}

function addressesOf(subject: Subject): Address[] {
  return of(subject, 'url').map((mask) => {
    const bare = subject.text
      .slice(mask.start, mask.end)
      .toLowerCase()
      .replace(/^https?:\/\/(?:www\.)?/, '')
      .replace(/\/(?:vi|en|vn)(?=\/|$)/g, '')
      .replace(/([?&]lang=)(?:vi|en)/, '$1')
      .replace(/\/+$/, '');
    return { ...mask, whole: bare, host: bare.split(/[/?#]/)[0] ?? '' };
  });
}
