/**
 * Every address of the desk. A route line passes `':id'`, a view passes a real id; a transition is
 * a resource of its own (`POST /posts/:id/submission`).
 */
export const urls = {
  today: () => '/',
  session: () => '/session',
  endedSession: () => '/session/end',
  language: () => '/language',
  languageData: () => '/language/data',
  lexicon: (set: string) => `/lexicon/${set}`,
  newLexiconEntry: (set: string) => `/lexicon/${set}/new`,
  lexiconEntry: (set: string, key: string) => `/lexicon/${set}/entries/${key}`,
  lexiconChange: (id: string) => `/lexicon/changes/${id}`,

  posts: () => '/posts',
  newPost: () => '/posts/new',
  post: (id: string) => `/posts/${id}`,
  editPost: (id: string) => `/posts/${id}/edit`,
  revisions: (id: string) => `/posts/${id}/revisions`,
  submission: (id: string) => `/posts/${id}/submission`,
  approval: (id: string) => `/posts/${id}/approval`,
  returned: (id: string) => `/posts/${id}/return`,
  withdrawal: (id: string) => `/posts/${id}/withdrawal`,
  dropped: (id: string) => `/posts/${id}/drop`,
  postRecord: (id: string) => `/posts/${id}/record`,

  approvals: () => '/approvals',
  events: () => '/events',
  newEvent: () => '/events/new',
  event: (id: string) => `/events/${id}`,
  editEvent: (id: string) => `/events/${id}/edit`,
  slip: (id: string) => `/events/${id}/slip`,
  undoneSlip: (id: string) => `/events/${id}/slip/undo`,
  eventCancellation: (id: string) => `/events/${id}/cancellation`,
  eventRevival: (id: string) => `/events/${id}/revival`,
  eventEnd: (id: string) => `/events/${id}/end`,
  signal: (id: string) => `/events/${id}/signal`,

  calendar: () => '/calendar',
  queue: () => '/queue',
  delivery: (id: string) => `/deliveries/${id}`,
  settlement: (id: string) => `/deliveries/${id}/settlement`,
  takeDown: (id: string) => `/deliveries/${id}/take-down`,
  release: (id: string) => `/deliveries/${id}/release`,
  holds: () => '/holds',
  holdCoverage: () => '/holds/coverage',
  hold: (id: string) => `/holds/${id}`,
  endedHold: (id: string) => `/holds/${id}/end`,
  holdReview: (id: string) => `/holds/${id}/review`,
  deliveryReview: (id: string) => `/deliveries/${id}/review`,

  mediaUploads: () => '/media',
  videoUploads: () => '/media/videos',
  media: (sha256: string, seal: string) => `/media/${sha256}/${seal}`,

  channels: () => '/channels',
  newChannel: () => '/channels/new',
  channel: (id: string) => `/channels/${id}`,
  channelConnection: (id: string) => `/channels/${id}/connection`,
  channelDisconnection: (id: string) => `/channels/${id}/disconnection`,
  channelLogins: () => '/channels/logins',
  endedChannelLogin: () => '/channels/logins/ended',
  channelLogin: (id: string) => `/channels/logins/${id}`,
  channelLoginChoice: (id: string) => `/channels/logins/${id}/choice`,
  /** Registered with each platform's app as the address to return to: it must stay as it is. */
  channelLoginAnswer: (platform: string) => `/channels/answers/${platform}`,
  channelPause: (id: string) => `/channels/${id}/pause`,

  budget: () => '/budget',
  budgetLimits: (app: string) => `/budget/${app}/limits`,
  budgetPause: (app: string) => `/budget/${app}/pause-end`,
  errorCatalogue: () => '/channels/errors',

  audience: () => '/audience',
  channelAudience: (id: string) => `/audience/channels/${id}`,
  postAudience: (id: string) => `/audience/posts/${id}`,
  channelViewsChart: (id: string) => `/audience/channels/${id}/views.svg`,
  channelFollowersChart: (id: string) => `/audience/channels/${id}/followers.svg`,
  deliveryChart: (id: string) => `/audience/deliveries/${id}/chart.svg`,

  reports: () => '/reports',
  report: (week: string) => `/reports/${week}`,
  reportCsv: (week: string) => `/reports/${week}/csv`,
  reportChart: (week: string) => `/reports/${week}/chart.svg`,

  people: () => '/people',
  newPerson: () => '/people/new',
  person: (id: string) => `/people/${id}`,
  grants: (id: string) => `/people/${id}/grants`,
  departure: (id: string) => `/people/${id}/departure`,
  reinstatement: (id: string) => `/people/${id}/reinstatement`,
  roles: () => '/people/roles',
  ownPassword: () => '/people/me/password',
  units: () => '/units',

  records: () => '/records',

  readNotices: () => '/notices/read',

  practice: () => '/practice',
  practiceTime: () => '/practice/time',

  health: () => '/healthz',
  ready: () => '/readyz',
  publishingHealth: () => '/healthz/publishing',
  metrics: () => '/metrics',
  assets: () => '/assets',
} as const;

/** Adds a query to an address; empty values are left out. */
export function withQuery(
  url: string,
  query: Record<string, string | number | null | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? url : `${url}?${text}`;
}

/** Whether this is a path on this desk: what a redirect from a typed value may lead to. */
export function isLocalPath(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 2000) return false;
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return false;
  const base = 'http://desk.invalid';
  return URL.canParse(value, base) && new URL(value, base).origin === base;
}
