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
    'TZ=America/New_York LANG=en_US.utf8 jest --testPathIgnorePatterns /node_modules/ localeWeek format.test toFormat.test tokenParse.test create.test set.test',
  testDependencies: {
    '@babel/core': '7.29.13',
    '@babel/plugin-external-helpers': '7.29.7',
    '@babel/preset-env': '7.29.14',
    'babel-jest': '28.1.3',
    jest: '29.7.0',
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
