import { describe, expect, it } from '@jest/globals';
import { readImportLines } from '../../../src/cli/import-lines.ts';
import { testChannels, testUnits } from '../../support/desk-people.ts';

const known = { units: Object.values(testUnits), channels: Object.values(testChannels) };

const read = (change: object, target: object) =>
  readImportLines(
    JSON.stringify({
      unit: 'press',
      topic: 'bilateral',
      versions: { vi: { text: 'Bản tin' } },
      targets: [{ channel: testChannels.facebook.id, language: 'vi', ...target }],
      ...change,
    }),
    known,
  );

describe('a line of an import that an event carries', () => {
  it('names the event, and lets a target wait for its signal', () => {
    const { lines, faults } = read(
      { event: 'event-1' },
      { at: 'on-signal', until: '2026-11-23T12:00:00Z' },
    );
    expect(faults).toEqual([]);
    expect(lines[0]).toMatchObject({
      eventId: 'event-1',
      targets: [
        { timing: { kind: 'signal', eventId: 'event-1', until: '2026-11-23T12:00:00.000Z' } },
      ],
    });
  });

  it('says which event, and until when a signal may come', () => {
    const without = read({}, { at: 'on-signal', until: '2026-11-23T12:00:00Z' });
    expect(without.faults).toEqual(['line 1: targets: on-signal needs event']);
    const forever = read({ event: 'event-1' }, { at: 'on-signal' });
    expect(forever.faults).toEqual(['line 1: targets: on-signal needs until']);
  });

  it('belongs to no event when it names none', () => {
    const { lines } = read({}, { at: '2026-11-23T09:00:00Z' });
    expect(lines[0]).toMatchObject({ eventId: null, targets: [{ timing: { kind: 'at' } }] });
  });
});
