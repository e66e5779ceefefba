import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';
import { boundaryRules, fileCategories } from './tests/support/lint/boundaries.js';
import { viewParser, viewPlugin } from './tests/support/lint/views.js';

/**
 * One clock, so that practice time and tests can move it. In the browser the page carries the
 * desk's time, and `performance.now()` carries it on.
 */
const CLOCK = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The time comes from a Clock (src/lib/clock.ts) that is passed in.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The time comes from a Clock (src/lib/clock.ts) that is passed in.',
  },
];

/** One reader of the environment for each process, so that every fault is listed at start. */
const ENVIRONMENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in entry files only and passed on as a Config.',
  },
  {
    selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
    message: 'The environment is read in entry files only and passed on as a Config.',
  },
];

const MODULE_STYLE = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Exports are named, so that a thing has one name everywhere.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import a thing from the file that holds it.',
  },
];

/** What the core of ESLint adds to the type-aware rules. */
const CORE_RULES = {
  eqeqeq: 'error',
  'no-cond-assign': 'error',
  'no-constant-condition': 'error',
  'no-console': 'error',
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-loss-of-precision': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
};

const restricted = (...lists) => ['error', ...lists.flat()];

const ENTRY_FILES = [
  'src/server.ts',
  'src/cli.ts',
  'src/cli/**/*.ts',
  'src/practice/main.ts',
  'src/embedded/**/*.ts',
  'jobs/worker.ts',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.sugia/', 'coverage/', 'docs/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['tests/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...CORE_RULES,
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Only a form of its options is deprecated; keys and options together are what one reads.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', name: 'createIndex', package: 'mongodb' }] },
      ],
      // Characters are counted by code point on purpose.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // The project has no enums, and looking for those of packages costs a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // The database driver takes plain objects for its option classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Ports and stores are objects of closures and know no `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['src/web/browser/**/*.ts'],
    languageOptions: { parserOptions: { project: ['src/web/browser/tsconfig.json'] } },
  },

  {
    files: ['src/**/*.ts', 'jobs/**/*.ts', 'config/**/*.ts'],
    rules: { 'no-restricted-syntax': restricted(CLOCK, ENVIRONMENT, MODULE_STYLE) },
  },
  {
    files: ENTRY_FILES,
    rules: {
      'no-restricted-syntax': restricted(CLOCK, MODULE_STYLE),
      // Entry files speak to the person at the terminal.
      'no-console': 'off',
    },
  },
  {
    files: ['src/lib/clock.ts'],
    rules: { 'no-restricted-syntax': restricted(ENVIRONMENT, MODULE_STYLE) },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': restricted(MODULE_STYLE),
      // Answers of HTTP calls are untyped; the expectations on them are the check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A missing element fails the test there and then.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Fakes keep the asynchronous shape of what they stand for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // Jest demands a default export of these two.
    files: ['tests/support/global-setup.ts', 'tests/support/global-teardown.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'No index.ts: a file is named after its main export.' },
      ],
    },
  },

  {
    // Tests may import anything.
    files: ['src/**/*.ts', 'jobs/**/*.ts', 'config/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': import.meta.dirname,
      'boundaries/files': fileCategories,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export'],
      'boundaries/legacy-templates': false,
    },
    rules: boundaryRules,
  },

  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { ...CORE_RULES, 'no-console': 'off', 'no-undef': 'error', 'no-unused-vars': 'error' },
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        module: 'writable',
        performance: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },

  {
    files: ['views/**/*.ejs'],
    plugins: { views: viewPlugin },
    languageOptions: { parser: viewParser },
    rules: { 'views/no-raw-output': 'error' },
  },
);
