import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'sequelize',
  repository: 'sequelize/sequelize',
  before: 'ba40d4e29e7c0b164ff762c6c730703b16905055',
  after: '21671949440a9270d4db3e4e96c65be6b0540ed3',
  defect: 'a list of the columns with serials is searched for each value that is inserted',
  source: 'sequelize/sequelize, issue 4247, pull request 7391',
  kind: 'includes-to-set',
  testCommand:
    'DIALECT=postgres mocha --check-leaks --globals setImmediate,clearImmediate --ui tdd -t 30000 test/unit/sql/*.test.js test/unit/dialects/abstract/*.test.js',
  testDependencies: {
    mocha: '3.5.3',
    chai: '3.5.0',
    'chai-as-promised': '6.0.0',
    'chai-datetime': '1.8.1',
    'chai-spies': '0.7.1',
    sinon: '2.4.1',
    'sinon-chai': '2.14.0',
    pg: '6.4.2',
    'pg-hstore': '2.3.4',
    'pg-native': '2.0.0',
    hints: '1.1.0',
    'lcov-result-merger': '1.2.0',
    dottie: '2.0.7',
    delay: '1.3.1',
  },
  module: 'index.js',
  body: `const sequelize = new subject('db', 'user', 'pass', { dialect: 'postgres', logging: false });
const columns = Object.fromEntries(Array.from({ length: 60 }, (_, index) => ['c' + index, { type: new subject.INTEGER(), autoIncrement: true }]));
const rows = Array.from({ length: 300 }, (_, row) => Object.fromEntries(Object.keys(columns).map((name, index) => [name, row + index])));
const run = () => sequelize.dialect.QueryGenerator.bulkInsertQuery('items', rows, {}, columns).length;`,
};
