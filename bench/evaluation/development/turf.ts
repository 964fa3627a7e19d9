import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'turf',
  repository: 'Turfjs/turf',
  before: '3a04c3af6080622da610f94cb882a49e77b3e783',
  after: '104f9949a15c58a3cae76320a59fe88a825801b4',
  folder: 'packages/turf-boolean-intersects',
  without: ['tsconfig.json'],
  defect: 'geometries are flattened though what is called for each pair does so itself',
  source: 'Turfjs/turf, pull request 3103: 50 to 100 %',
  kind: 'work that is thrown away',
  testCommand: 'tsx test.ts',
  dependencies: {
    '@turf/boolean-disjoint': '7.4.0',
    '@turf/helpers': '7.4.0',
    '@turf/meta': '7.4.0',
    '@types/geojson': '7946.0.16',
    tslib: '2.9.1',
  },
  testDependencies: {
    'boolean-shapely': '0.1.2',
    'load-json-file': '7.0.1',
    tape: '5.10.2',
    tsx: '4.23.15',
    glob: '11.1.0',
    typescript: '5.9.3',
    '@types/tape': '5.8.1',
  },
  module: 'index.ts',
  named: true,
  body: `const square = (x) => [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]];
const squares = (from) => ({ type: 'MultiPolygon', coordinates: Array.from({ length: 12 }, (_, index) => square(from + index * 2)) });
const run = () => subject.booleanIntersects(squares(0), squares(1_000));`,
};
