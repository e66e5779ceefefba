import { describe, expect, it } from '@jest/globals';
import { backOffMs } from '../../src/embedded/back-off.ts';
import { createSupervisor } from '../../src/embedded/supervisor.ts';
import type { Service, Supervisor } from '../../src/embedded/supervisor.ts';
import { createClock } from '../../src/lib/clock.ts';

/** A process that lives until the test ends it, in a world whose time the test moves. */
function createWorld(): {
  supervisor: Supervisor;
  said: string[];
  waits: number[];
  events: string[];
  service: (name: string, stops?: boolean) => Service;
  crash: (name: string) => Promise<void>;
  pass: (ms: number) => void;
} {
  let time = 0;
  const said: string[] = [];
  const waits: number[] = [];
  const events: string[] = [];
  const crashes = new Map<string, (how: string) => void>();
  const supervisor = createSupervisor({
    say: (line) => said.push(line),
    clock: createClock(() => new Date(time)),
    sleep: (ms) => {
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
  });
  return {
    supervisor,
    said,
    waits,
    events,
    pass: (ms) => {
      time += ms;
    },
    service: (name, stops = true) => ({
      name,
      stopWithinMs: 20,
      start: async (began) => {
        events.push(`start ${name}`);
        let end: (how: string) => void = () => undefined;
        const exited = new Promise<string>((resolve) => {
          end = resolve;
        });
        crashes.set(name, end);
        const handle = {
          stop: async () => {
            events.push(`stop ${name}`);
            if (stops) end('asked');
            await exited;
          },
          kill: () => {
            events.push(`kill ${name}`);
            end('killed');
          },
        };
        began(handle);
        return { exited, ...handle };
      },
    }),
    crash: async (name) => {
      crashes.get(name)?.('exit code 7');
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a process that crashes', () => {
  it('is reported by name and started again', async () => {
    const { supervisor, service, crash, said, events } = createWorld();
    await supervisor.start(service('worker'));
    await crash('worker');
    expect(said).toEqual([
      'worker ended unexpectedly (exit code 7); it starts again in 1 s.',
      'worker runs again.',
    ]);
    expect(events).toEqual(['start worker', 'start worker']);
  });

  it('is given ever more time, at most half a minute', async () => {
    const { supervisor, service, crash, waits } = createWorld();
    await supervisor.start(service('web'));
    for (let n = 0; n < 7; n += 1) await crash('web');
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('begins anew at one second after a minute of health', async () => {
    const { supervisor, service, crash, waits, pass } = createWorld();
    await supervisor.start(service('web'));
    await crash('web');
    await crash('web');
    pass(60_000);
    await crash('web');
    expect(waits).toEqual([1_000, 2_000, 1_000]);
  });

  it('waits 1, 2, 4 ... 30 seconds', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map(backOffMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });

  it('is not started again once the desk is stopping', async () => {
    const { supervisor, service, crash, events } = createWorld();
    await supervisor.start(service('web'));
    await supervisor.stop(['web']);
    await crash('web');
    expect(events).toEqual(['start web', 'stop web']);
  });
});

describe('stopping', () => {
  it('goes in order: nothing is taken away from a process that still uses it', async () => {
    const { supervisor, service, events } = createWorld();
    for (const name of ['mongod', 'practice', 'worker', 'web']) {
      await supervisor.start(service(name));
    }
    events.length = 0;
    await supervisor.stop(['web', 'worker', 'practice', 'mongod']);
    expect(events).toEqual(['stop web', 'stop worker', 'stop practice', 'stop mongod']);
  });

  it('ends a process that does not stop in time, says so, and goes on', async () => {
    const { supervisor, service, events, said } = createWorld();
    await supervisor.start(service('worker', false));
    await supervisor.start(service('mongod'));
    events.length = 0;
    await supervisor.stop(['worker', 'mongod']);
    expect(events).toEqual(['stop worker', 'kill worker', 'stop mongod']);
    expect(said).toEqual(['worker did not stop in time and was ended.']);
  });

  it('at a second request ends everything at once', async () => {
    const { supervisor, service, events } = createWorld();
    await supervisor.start(service('worker', false));
    await supervisor.start(service('mongod', false));
    events.length = 0;
    supervisor.kill();
    expect(events).toEqual(['kill worker', 'kill mongod']);
  });
});
