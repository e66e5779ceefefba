import type { RuleFinding, RuleName, Severity } from '../finding.ts';
import type { Span } from '../subject.ts';

type Told = {
  rule: RuleName;
  severity: Severity;
  /** Where it is in this version; null for what the other version alone has. */
  span: Span | null;
  here: string;
  there: string;
  suggestion?: string;
};

/** One difference in words: both values, or the one that is missing on the other side. */
export function tell({ rule, severity, span, here, there, suggestion }: Told): RuleFinding {
  const message: RuleName =
    here !== '' && there !== '' ? rule : `${rule}-${here === '' ? 'there' : 'here'}`;
  return {
    rule,
    severity,
    start: span?.start ?? 0,
    end: span?.end ?? 0,
    message,
    parameters: { here, there },
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** What is left on both sides is told together where it is as much; otherwise each for itself. */
export function tellLeft<Item extends Span>(
  left: { here: readonly Item[]; there: readonly Item[] },
  textHere: string,
  textThere: string,
  told: { rule: RuleName; severity: (here: Item | null, there: Item | null) => Severity },
  suggest: (here: Item, there: Item) => string | undefined = () => undefined,
): RuleFinding[] {
  const isPaired = left.here.length === left.there.length;
  const of = (text: string, span: Span): string => text.slice(span.start, span.end);
  const inThis = left.here.map((item, n) => {
    const other = isPaired ? (left.there[n] ?? null) : null;
    const suggestion = other === null ? undefined : suggest(item, other);
    return tell({
      rule: told.rule,
      severity: told.severity(item, other),
      span: item,
      here: of(textHere, item),
      there: other === null ? '' : of(textThere, other),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  });
  if (isPaired) return inThis;
  const inOther = left.there.map((item) =>
    tell({
      rule: told.rule,
      severity: told.severity(null, item),
      span: null,
      here: '',
      there: of(textThere, item),
    }),
  );
  return [...inThis, ...inOther];
}
