import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'yup',
  repository: 'jquense/yup',
  before: '2a9e060594423018f517419ef5d2f10e417c9fbd',
  after: 'f294613e34e261b212d905a947c276dacb0cde4f',
  defect: 'a stack is taken for each error of a value',
  source: 'jquense/yup, issue 2043, pull request 2142',
  kind: 'work that is thrown away',
  testCommand: 'jest',
  testDependencies: {
    '@babel/core': '^7.22.9',
    '@babel/preset-typescript': '^7.22.5',
    '@types/jest': '^27.5.2',
    'babel-jest': '^27.5.1',
    'babel-preset-env-modules': '^1.0.1',
    jest: '^27.5.1',
    'synchronous-promise': '^2.0.17',
    typescript: '^4.9.5',
    '@4c/tsconfig': '^0.4.1',
  },
  module: 'src/index.ts',
  named: true,
  body: `const schema = subject.array(subject.object({ id: subject.number().required(), name: subject.string().min(3) }));
const rows = Array.from({ length: 200 }, (_, index) => ({ id: index, name: 'x' }));
const run = () => {
  try {
    return schema.validateSync(rows, { abortEarly: false, disableStackTrace: true });
  } catch (error) {
    return error.errors.length;
  }
};`,
};
