import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'find-my-way',
  repository: 'delvedor/find-my-way',
  before: '69f44543d5934979362e11fa0b9008ab22ded5fa',
  after: 'b3aca1eac6c32f872f6914961887481f6ef94c87',
  defect:
    'each path is gone through by character for what is seldom there; children are looked up by string',
  source: 'delvedor/find-my-way, pull request 447: 18.7 %',
  kind: 'slices of strings by index',
  testCommand: 'node --test test/*.test.js',
  testDependencies: {
    proxyquire: '2.1.3',
    rfdc: '1.4.1',
    borp: '1.0.0',
  },
  module: 'index.js',
  body: `const router = subject();
for (let index = 0; index < 200; index += 1) {
  router.on('GET', '/api/v1/customers/group' + index + '/:id/orders/:order', () => index);
}
const paths = Array.from({ length: 1_000 }, (_, index) => '/api/v1/customers/group' + (index % 200) + '/' + index + '/orders/o' + index + '?page=1');
const run = () => paths.filter((path) => router.find('GET', path.split('?')[0]) !== null).length;`,
};
