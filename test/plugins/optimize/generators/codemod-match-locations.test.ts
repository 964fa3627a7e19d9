/** Codemod locations: by line, and by enclosing functions if earlier changes moved lines. */
import { expect, it } from 'vitest';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CODEMODS_WITH_VARIANTS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';
import { formatLocations } from '../../../../plugins/optimize/generators/codemod-match-locations.ts';

const path = 'src/order.cjs';
const TEXT = `exports.order = function order(nodes, edges) {
  const done = [];
  function visit(node) {
    if (nodes.indexOf(node) === -1) throw new Error(node);
    const next = edges.filter((edge) => edge[0] === node);
    for (const [, one] of next) visit(one);
    done.push(node);
  }
  for (const node of nodes) visit(node);
  return done;
};
exports.other = function other(edges, keys) {
  return keys.map((key) => edges.filter((edge) => edge[0] === key));
};
`;

function applied(id: string, text: string, places: readonly string[]): string | undefined {
  const codemod = CODEMODS_WITH_VARIANTS.find((candidate) => candidate.id === id);
  if (codemod === undefined) throw new TypeError(`there is no ${id}`);
  return applyCodemod(codemod, [{ path, text }], places)[0]?.after;
}

it('finds a place by its functions, and no other, after an earlier change has moved lines', () => {
  const moved = applied('index-beside-list', TEXT, [`${path}:4#visit<order`]) ?? '';
  expect(moved).toContain('indexInNodes(node) === -1');
  // Other code is on that line now.
  expect(applied('groups-beside-list', moved, [`${path}:5`])).toBeUndefined();
  const after = applied('groups-beside-list', moved, [`${path}:5#visit<order`]) ?? '';
  expect(after).toContain('const next = edgesBy0(node);');
  expect(after).toContain('keys.map((key) => edges.filter((edge) => edge[0] === key))');
});

it('finds only the place on its line in its functions', () => {
  const twice = TEXT.replace(
    'const next =',
    'edges.filter((edge) => edge[0] === node);\n    const next =',
  );
  const after = applied('groups-beside-list', twice, [`${path}:6#visit<order`]) ?? '';
  expect(after).toContain('    edges.filter((edge) => edge[0] === node);\n');
  expect(after).toContain('const next = edgesBy0(node);');
  expect(applied('groups-beside-list', twice, [`${path}:6#somewhere`])).toBeUndefined();
  expect(applied('groups-beside-list', twice, ['src/else.cjs:6#visit<order'])).toBeUndefined();
});

it('appends functions to the places to which they belong', () => {
  expect(formatLocations(['a.js:1', 'b.js:2'], ['f<g'])).toEqual(['a.js:1#f<g', 'b.js:2']);
});
