/** The seed of the whole practice audience: the same posts meet the same people on every machine. */
export const AUDIENCE_SEED = 'practice';
