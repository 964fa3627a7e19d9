import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'validator',
  repository: 'validatorjs/validator.js',
  before: 'f34112d9109fbe39c8d659b96218e0bfea950533',
  after: '5b649c66919952aa6655a87c4c7d8cc7e34a698f',
  defect: 'a list of 250 codes is searched for each code',
  source: 'validatorjs/validator.js, pull request 1708',
  kind: 'includes-to-set',
  testCommand:
    'babel src -d . && babel src -d es --env-name=es && mocha --require @babel/register --reporter dot test/validators.js test/sanitizers.js',
  testDependencies: {
    '@babel/cli': '^7.0.0',
    '@babel/core': '^7.0.0',
    '@babel/preset-env': '^7.0.0',
    '@babel/register': '^7.0.0',
    'babel-plugin-add-module-exports': '^1.0.0',
    mocha: '^6.2.3',
  },
  module: 'src/lib/isISO31661Alpha3.js',
  body: `const codes = ['ABW', 'DEU', 'FRA', 'GBR', 'JPN', 'USA', 'ZAF', 'ZMB', 'ZWE', 'XXX'];
const list = Array.from({ length: 2_000 }, (_, index) => codes[index % codes.length].toLowerCase());
const run = () => list.filter((code) => subject(code)).length;`,
};
