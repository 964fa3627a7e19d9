import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'luxon',
  repository: 'moment/luxon',
  before: 'a7f126ac09233d62c37ce79badeae38f952fb55a',
  after: '3e9983cd0680fdf7836fcee638d34e3edc682380',
  without: ['site', 'docs'],
  defect: 'options are resolved by Intl, and locales parsed, for each object that asks',
  source: 'moment/luxon, pull request 1642',
  kind: 'memo by key',
  testCommand:
    'TZ=America/New_York LANG=en_US.utf8 jest test/impl test/duration test/info test/interval test/zones test/datetime/create.test.js test/datetime/math.test.js test/datetime/diff.test.js test/datetime/regexParse.test.js test/datetime/set.test.js test/datetime/equality.test.js',
  testDependencies: {
    '@babel/core': '^7.18.6',
    '@babel/plugin-external-helpers': '^7.18.6',
    '@babel/preset-env': '^7.18.6',
    'babel-jest': '^28.1.2',
    jest: '^29.4.3',
  },
  module: 'src/luxon.js',
  named: true,
  body: `const start = subject.DateTime.fromISO('2024-03-01T08:00:00', { zone: 'utc' });
const run = () => {
  let length = 0;
  for (let index = 0; index < 300; index += 1) {
    length += start.plus({ minutes: index }).reconfigure({ locale: 'de' }).toFormat('cccc d LLLL').length;
  }
  return length;
};`,
};
