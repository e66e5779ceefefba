import type { Prices } from '../../domain/budget/price.ts';
import type { PlatformLimits } from '../../domain/language/limits.ts';
import type { Reader } from '../reader.ts';

/** One of the values that a field of the composer offers. */
export type Choice = { value: string; label: string; isChosen: boolean };

/** For whom the composer is built, with the limits that their texts are counted against. */
export type ComposeReader = Reader & { limits: PlatformLimits; prices: Prices };
