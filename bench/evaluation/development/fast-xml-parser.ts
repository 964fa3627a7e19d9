import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'fast-xml-parser',
  repository: 'NaturalIntelligence/fast-xml-parser',
  before: '77703c4decf7cdbfe5a44a3284f2942a43b13ad1',
  after: '81513d5eb96f80bb9f48e5b9ce21d69d2c8433be',
  without: ['spec/assets/large.xml', 'spec/assets/midsize.xml', 'docs', 'benchmark'],
  defect: 'a list of stop nodes is gone through for each tag',
  source: 'NaturalIntelligence/fast-xml-parser, pull request 769',
  kind: 'includes-to-set',
  testCommand: 'jasmine $(ls spec/*spec.js | grep -v large)',
  testDependencies: {
    jasmine: '5.13.0',
    he: '1.2.0',
  },
  module: 'src/fxp.js',
  named: true,
  body: `const stopNodes = Array.from({ length: 150 }, (_, index) => '*.raw' + index);
const parser = new subject.XMLParser({ stopNodes });
const xml = '<list>' + Array.from({ length: 800 }, (_, index) => '<item><id>' + index + '</id><name>n</name></item>').join('') + '</list>';
const run = () => parser.parse(xml);`,
};
