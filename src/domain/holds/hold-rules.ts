import type { HoldKind, HoldScope } from '../deliveries/hold.ts';
import { postClasses, topics } from '../posts/post.ts';
import type { PostClass, Topic } from '../posts/post.ts';

/** The form of `config/data/holds.json`. */
export type HoldRulesData = {
  /** Topics that go on when nothing else is chosen, by kind of hold. */
  exempt: Record<'ordinary' | 'mourning' | 'crisis', string[]>;
  /** What makes a held post one of good cheer: any one of these. */
  celebration: { topics: string[]; never: string[]; words: Record<string, string[]> };
};

export type HoldRules = {
  exempt: Record<HoldKind, Topic[]>;
  celebration: { topics: Topic[]; never: PostClass[]; words: Record<string, string[]> };
};

/** The rules of holds from their dated data; a word that is no topic or class is a fault of the data. */
export function holdRulesOf(data: HoldRulesData): HoldRules {
  const { exempt, celebration } = data;
  return {
    exempt: {
      ordinary: exempt.ordinary.map((one) => oneOf(topics, one)),
      mourning: exempt.mourning.map((one) => oneOf(topics, one)),
      crisis: exempt.crisis.map((one) => oneOf(topics, one)),
      freeze: [],
    },
    celebration: {
      topics: celebration.topics.map((one) => oneOf(topics, one)),
      never: celebration.never.map((one) => oneOf(postClasses, one)),
      words: celebration.words,
    },
  };
}

function oneOf<T extends string>(known: readonly T[], value: string): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new Error(`holds.json: "${value}" is not known`);
  return found;
}

/** The topics that a hold lets out when its author chooses nothing else. */
export function usualExemptions(
  rules: HoldRules,
  kind: HoldKind,
  scope: HoldScope['kind'],
): Topic[] {
  return mayExempt(kind, scope) ? rules.exempt[kind] : [];
}

/** A freeze lets nothing out, and what is named itself is held whatever its topic is. */
export function mayExempt(kind: HoldKind, scope: HoldScope['kind']): boolean {
  return kind !== 'freeze' && scope !== 'post' && scope !== 'topic';
}
