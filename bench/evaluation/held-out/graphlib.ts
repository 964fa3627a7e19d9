import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'graphlib',
  repository: 'dagrejs/graphlib',
  before: 'dfc3adfc19f565bb0da30b70e3b4e88ad010a242',
  after: '5bb25c42412db22f4696f326dd81e6fbac920f1f',
  defect: 'a function of its own is made for each node that is visited',
  source: 'dagrejs/graphlib, the message of 5bb25c4241: twice as fast',
  kind: 'work that is thrown away',
  testCommand: 'mocha --recursive test',
  testDependencies: {
    chai: '1.10.0',
    mocha: '1.21.5',
  },
  module: 'index.js',
  body: `const graph = new subject.Graph();
for (let index = 0; index < 1_000; index += 1) graph.setEdge('n' + index, 'n' + (index - (index % 4 === 0 ? 0 : 1)));
const run = () => subject.alg.components(graph).length;`,
};
