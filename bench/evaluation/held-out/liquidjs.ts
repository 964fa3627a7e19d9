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
  testCommand: 'jest src test/integration',
  testDependencies: {
    jest: '^29.5.0',
    '@types/jest': '^29.4.0',
    '@types/node': '^22.3.0',
    'ts-jest': '^29.0.5',
    typescript: '^4.5.3',
    jsdom: '^16.5.0',
    supertest: '^3.4.2',
    express: '^4.16.4',
    sinon: '^15.0.2',
    '@types/sinon': '^10.0.13',
    '@types/supertest': '^2.0.7',
    '@types/express': '^4.17.2',
    '@types/jsdom': '^12.2.2',
    tslib: '^2.3.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const engine = new subject.Liquid();
const text = Array.from({ length: 300 }, (_, index) => '{{ user.name | upcase }} {% if total > ' + index + ' %}more{% endif %}').join('\\n');
const run = () => engine.parse(text);`,
};
