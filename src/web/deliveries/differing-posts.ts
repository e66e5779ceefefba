import type { Differing } from '../../actions/deliveries/mark-sent.ts';
import { wordDifference } from '../approvals/word-difference.ts';
import type { DifferencePart } from '../approvals/word-difference.ts';

/** What was approved beside the post at the address that a person gave. */
export type DifferingPosts = {
  address: string;
  approved: DifferencePart[];
  seen: DifferencePart[];
  /** Pictures and links, told when one of them is not as it was approved. */
  approvedParts: Parts;
  seenParts: Parts;
  isTextTheSame: boolean;
  /** What is stored is no longer what was approved: nothing can be compared. */
  isApprovedGone: boolean;
};

type Parts = { pictures: number; links: string[] };

export function differingPosts({ approved, seen }: Differing, address: string): DifferingPosts {
  const card = approved?.link ?? null;
  const parts = wordDifference(approved?.text ?? '', seen.text);
  return {
    address,
    approved: parts.filter((part) => part.kind !== 'added'),
    seen: parts.filter((part) => part.kind !== 'removed'),
    approvedParts: {
      pictures: approved?.media.length ?? 0,
      links: card === null ? [] : [card],
    },
    seenParts: { pictures: seen.mediaCount, links: seen.links },
    isTextTheSame: parts.every((part) => part.kind === 'same'),
    isApprovedGone: approved === null,
  };
}
