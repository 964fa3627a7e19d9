import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'braces',
  repository: 'micromatch/braces',
  before: '83e90253b20d2dcd8c12bf1b3a602763792e23de',
  after: '9120c30ef9199b29636c79f8d448acd8dd82a15a',
  defect: 'an expression that stands within the function',
  source: 'micromatch/braces, the message of 9120c30ef9: 10 to 18 %',
  kind: 'hoist-regexp',
  testCommand: 'mocha -R dot',
  testDependencies: {
    mocha: '^2.5.3',
    should: '^4.1.0',
  },
  module: 'index.js',
  body: `const patterns = Array.from({ length: 100 }, (_, index) => 'src/{a' + index + ',b' + index + '}/{c,d,e}.{js,css}');
const run = () => patterns.map((pattern) => subject(pattern));`,
};
