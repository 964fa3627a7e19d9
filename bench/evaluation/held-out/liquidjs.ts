import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'liquidjs',
  repository: 'harttle/liquidjs',
  before: '956b51ea953eb52d9eba7409b7f51e379023fec4',
  after: '3a0d80d1f4526af0fbca2bb2e0a9c51669d2fd3e',
  without: ['docs', 'demo'],
  defect: 'a trie of the operators is built for each output and tag',
  source: 'harttle/liquidjs, pull request 911',
  kind: 'memo by key',
  testCommand: 'jest src test/integration --testPathIgnorePatterns node_modules dos.spec',
  testDependencies: {
    jest: '29.7.0',
    '@types/jest': '29.5.14',
    '@types/node': '22.20.5',
    'ts-jest': '29.4.15',
    typescript: '4.9.5',
    jsdom: '16.7.0',
    supertest: '3.4.2',
    express: '4.22.3',
    sinon: '15.2.0',
    '@types/sinon': '10.0.20',
    '@types/supertest': '2.0.16',
    '@types/express': '4.17.25',
    '@types/jsdom': '12.2.4',
    tslib: '2.9.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const engine = new subject.Liquid();
const text = Array.from({ length: 300 }, (_, index) => '{{ user.name | upcase }} {% if total > ' + index + ' %}more{% endif %}').join('\\n');
const run = () => engine.parse(text);`,
};
