import type { Context } from '../../context.ts';
import type { Channel } from '../../domain/channels/channel.ts';
import type { Actor } from '../../domain/people/person.ts';
import type { Unit } from '../../domain/people/unit.ts';
import type { PracticePlatforms } from './practice-control.ts';

/** What the acts of the demonstration work with. */
export type DemoStage = {
  ctx: Context;
  practice: PracticePlatforms;
  units: Map<string, Unit>;
  channels: Map<string, Channel>;
  actors: Map<string, Actor>;
  /** The moment the demonstration is set up for: real now. */
  today: Date;
};
