/** The one vocabulary of what a person may do. */
export const permissions = [
  'post.read',
  'post.write',
  'post.submit',
  'post.return',
  'post.approve',
  'post.withdraw',
  'post.drop',
  'media.write',
  'media.read',
  'delivery.read',
  'delivery.settle',
  'delivery.take-down',
  'event.read',
  'event.manage',
  'event.release',
  'embargo.read',
  'hold.start',
  'hold.end',
  'channel.read',
  'channel.manage',
  'audience.read',
  'report.read',
  'person.read',
  'person.manage',
  'audit.read',
  'lexicon.propose',
  'lexicon.confirm',
  'practice.control',
] as const;
export type Permission = (typeof permissions)[number];

export const roles = [
  'press-officer',
  'translator',
  'spokesperson',
  'administrator',
  'report-reader',
] as const;
export type Role = (typeof roles)[number];

const everybody = [
  'post.read',
  'media.read',
  'delivery.read',
  'channel.read',
  'audience.read',
  'practice.control',
] as const;

/** Whoever works on the posts of an event: before it, nobody else reads what it is about. */
const eventReader = ['event.read', 'embargo.read'] as const;

/**
 * What each role may do in its unit and below. An administrator manages and never approves.
 * Everybody moves practice time: it is refused on a live desk, whoever asks.
 */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  'press-officer': [
    ...everybody,
    'post.write',
    'post.submit',
    'post.withdraw',
    'post.drop',
    'media.write',
    'delivery.settle',
    'delivery.take-down',
    ...eventReader,
    'event.manage',
    'hold.start',
    'report.read',
    'lexicon.propose',
  ],
  translator: [...everybody, ...eventReader, 'post.write', 'media.write', 'lexicon.propose'],
  spokesperson: [
    ...everybody,
    'post.return',
    'post.approve',
    'post.withdraw',
    'delivery.settle',
    'delivery.take-down',
    ...eventReader,
    'event.manage',
    'event.release',
    'hold.start',
    'hold.end',
    'report.read',
    'audit.read',
    'lexicon.propose',
    'lexicon.confirm',
  ],
  administrator: [
    ...everybody,
    'hold.start',
    'hold.end',
    'channel.manage',
    'person.read',
    'person.manage',
    'audit.read',
    'report.read',
    'lexicon.propose',
    'lexicon.confirm',
  ],
  'report-reader': [...everybody, 'report.read'],
};
