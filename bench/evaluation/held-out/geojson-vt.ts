import type { RepositoryCase } from '../evaluation-case.ts';

export const CASE: RepositoryCase = {
  name: 'geojson-vt',
  repository: 'mapbox/geojson-vt',
  before: '518a0ca05f5624282c0a64af7a8cecb1fdcaa561',
  after: '1c1ec472697ef2cb64a95650674f9cbaeb446f9d',
  defect: 'each feature is clipped though the box of its tile shows that it is within or outside',
  source: 'mapbox/geojson-vt, issue 31: 10 to 20 %',
  kind: 'early exit',
  testCommand: 'tape test/test-*.js',
  testDependencies: {
    tape: '4.17.0',
  },
  module: 'src/index.js',
  body: `const features = Array.from({ length: 400 }, (_, index) => ({
  type: 'Feature',
  properties: { index },
  geometry: { type: 'LineString', coordinates: [[(index % 40) - 20, index / 10], [(index % 40) - 19, index / 10 + 1], [(index % 40) - 18, index / 10]] },
}));
const run = () => subject({ type: 'FeatureCollection', features }, { indexMaxZoom: 6, indexMaxPoints: 10 });`,
};
