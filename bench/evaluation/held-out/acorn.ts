import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'acorn',
  repository: 'acornjs/acorn',
  before: '38b7af471b245800bf733b4d34cfa9bbaca2dbae',
  after: 'c5b8cae0cf5eb84e67af89b7f5b335ac9a450d75',
  defect: 'the expressions of keywords made anew for each parser',
  source: 'acornjs/acorn, issue 1233',
  kind: 'hoist',
  testCommand:
    'rollup -c acorn/rollup.config.mjs && rollup -c acorn-loose/rollup.config.mjs && node test/run.js',
  testDependencies: {
    '@rollup/plugin-buble': '1.0.3',
    rollup: '3.30.0',
  },
  module: 'acorn/src/index.js',
  named: true,
  body: `const lines = Array.from({ length: 400 }, (_, index) => 'user.field' + index + ' > ' + index);
const run = () => lines.map((line) => subject.parseExpressionAt(line, 0, { ecmaVersion: 2022 }));`,
};
