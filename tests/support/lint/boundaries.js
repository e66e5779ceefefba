/**
 * The table "who may import whom" of the house, as data for eslint-plugin-boundaries.
 * A file belongs to the first matching role, besides the narrower places that packages are kept to.
 */

const role = (category, pattern) => ({ category, pattern, stopMatching: true });
const place = (category, pattern) => ({ category, pattern });

export const fileCategories = [
  place('domain-time', 'src/domain/time/**'),
  place('client-alarm-clock', 'src/clients/alarm-clock/**'),
  place('client-facebook', 'src/clients/facebook/**'),
  place('client-mail', 'src/clients/mail/**'),
  place('client-x', 'src/clients/x/**'),
  place('practice-main', 'src/practice/main.ts'),

  role('tests', 'tests/**'),
  role('entry', [
    'src/server.ts',
    'src/cli.ts',
    'src/cli/**',
    'src/practice/main.ts',
    'jobs/worker.ts',
  ]),
  role('context', 'src/context.ts'),
  role('browser', 'src/web/browser/**'),
  role('domain', 'src/domain/**'),
  role('lib', 'src/lib/**'),
  role('stores', 'src/stores/**'),
  role('clients', 'src/clients/**'),
  role('actions', 'src/actions/**'),
  role('web', 'src/web/**'),
  role('practice', 'src/practice/**'),
  role('embedded', 'src/embedded/**'),
  role('jobs', 'jobs/**'),
  role('config', 'config/**'),
];

/** What each role may import; `types` by `import type` alone. */
const allowed = {
  domain: { values: ['domain'] },
  lib: { values: ['lib'] },
  stores: { values: ['stores', 'domain', 'lib'] },
  clients: { values: ['clients', 'domain', 'lib'] },
  actions: { values: ['actions', 'domain', 'lib'], types: ['stores', 'clients'] },
  web: { values: ['web', 'domain', 'actions', 'lib'], types: ['stores', 'context'] },
  browser: { values: ['browser', 'domain'] },
  practice: { values: ['practice', 'lib'] },
  // The demonstration speaks the domain's words.
  embedded: {
    values: ['embedded', 'config', 'context', 'actions', 'domain', 'lib'],
    types: ['clients'],
  },
  // The list of alarms is written in the alarm clock's own words.
  jobs: { values: ['jobs', 'domain', 'actions', 'lib'], types: ['context', 'client-alarm-clock'] },
  // Dated data is read here and given its form by the domain.
  context: { values: ['stores', 'clients', 'domain', 'lib'], types: ['actions', 'config'] },
  entry: {
    values: ['entry', 'config', 'context', 'actions', 'domain', 'lib'].concat(
      // Each entry file has a side of its own: pages, alarms, the practice platforms, the launcher.
      ['web', 'jobs', 'practice', 'embedded'],
    ),
    types: ['stores', 'clients'],
  },
  config: { values: ['config'] },
};

/** The single places of packages. Type imports count too. */
const packagePlaces = {
  express: ['web', 'practice'],
  mongoose: ['stores', 'context'],
  agenda: ['jobs', 'client-alarm-clock'],
  '@agendajs/mongo-backend': ['jobs', 'client-alarm-clock'],
  'facebook-nodejs-business-sdk': ['client-facebook'],
  'twitter-api-v2': ['client-x'],
  nodemailer: ['client-mail'],
  mailparser: ['practice'],
  'smtp-server': ['practice'],
  'twitter-text': ['practice'],
  'mongodb-memory-server-core': ['embedded'],
};

const files = (categories) => ({ file: { categories } });

const roles = Object.entries(allowed).flatMap(([from, { values, types = [] }]) => [
  { from: files(from), allow: { to: files(values) } },
  ...(types.length > 0
    ? [{ from: files(from), allow: { to: files(types), dependency: { kind: 'type' } } }]
    : []),
]);

const packages = Object.entries(packagePlaces).map(([source, places]) => ({
  from: files({ noneOf: places }),
  disallow: { to: { module: { origin: 'external', source } } },
  message: `${source} is used in ${places.join(' and ')} only`,
}));

export const boundaryRules = {
  'boundaries/no-unknown-files': 'error',
  'boundaries/dependencies': [
    'error',
    {
      default: 'disallow',
      checkAllOrigins: true,
      checkUnknownLocals: true,
      checkInternals: true,
      message: 'this role may not import that one (see the table in tests/support/lint)',
      policies: [
        { allow: { to: { module: { origin: ['external', 'core'] } } } },
        ...roles,
        ...packages,
        {
          from: files(['domain', 'browser']),
          disallow: { to: { module: { origin: ['external', 'core'] } } },
          message: 'the domain and the browser use no packages and nothing of Node',
        },
        {
          from: files('domain-time'),
          allow: { to: { module: { origin: 'external', source: 'luxon' } } },
        },
        {
          from: files('browser'),
          allow: { to: { module: { origin: 'external', source: 'echarts' } } },
        },
      ],
    },
  ],
};
