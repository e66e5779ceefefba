/**
 * Lets the linter read EJS views: no script is parsed, one rule looks at the text itself.
 * `<%= %>` escapes; `<%- %>` does not and is for includes, and for the page body in a layout.
 */

const emptyProgram = (text) => ({
  type: 'Program',
  body: [],
  comments: [],
  tokens: [],
  sourceType: 'module',
  range: [0, text.length],
  loc: { start: { line: 1, column: 0 }, end: { line: text.split('\n').length, column: 0 } },
});

export const viewParser = {
  meta: { name: 'ejs-text', version: '1' },
  parseForESLint: (text) => ({ ast: emptyProgram(text), visitorKeys: { Program: [] } }),
};

const RAW_OUTPUT = /<%-(?<expression>[\s\S]*?)-?%>/g;
const INCLUDE = /^\s*include\(/;
const LAYOUT_BODY = /^\s*body\s*$/;

const noRawOutput = {
  meta: { type: 'problem', schema: [], messages: { raw: 'Raw output: write <%= %> here.' } },
  create: (context) => ({
    Program: () => {
      const layout = /[\\/]views[\\/]layouts[\\/]/.test(context.filename);
      for (const match of context.sourceCode.text.matchAll(RAW_OUTPUT)) {
        const expression = match.groups?.expression ?? '';
        if (INCLUDE.test(expression) || (layout && LAYOUT_BODY.test(expression))) continue;
        context.report({
          loc: context.sourceCode.getLocFromIndex(match.index),
          messageId: 'raw',
        });
      }
    },
  }),
};

export const viewPlugin = { rules: { 'no-raw-output': noRawOutput } };
