import type { Way } from './plan.ts';

/** One wording of one planned post, as the harness wrote it. */
export type Wording = {
  token: string;
  postId: string;
  revision: number;
  way: Way;
  texts: { vi: string; en: string };
  /** Not before this instant of desk time; null until it is known (on approval). */
  notBefore: Date | null;
  /** Real time right before it was handed to the approver; null when it never was. */
  approvedFrom: number | null;
  /** Real time at which its withdrawal was known to be saved. */
  withdrawnBy: number | null;
};

/** A hold by the machine's clock: certain from when it was saved until its end was asked for. */
export type KnownHold = { savedBy: number; endAskedAt: number | null };

/** What the harness itself did, to compare the platforms with. */
export type Register = { wordings: Wording[]; holds: KnownHold[] };
