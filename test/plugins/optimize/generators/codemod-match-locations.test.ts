/** Codemod locations: by line, and by enclosing functions if earlier changes moved lines. */
import { expect, it } from 'vitest';
import {
  applyCodemod,
  formatLocations,
} from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { CODEMODS } from '../../../../plugins/optimize/generators/codemod-catalogue.ts';

const path = 'src/order.cjs';
const TEXT = `exports.order = function order(nodes, edges) {
  const done = [];
  function visit(node) {
    if (nodes.indexOf(node) === -1) throw new Error(node);
    const isHidden = new RegExp('^_').test(node);
    for (const next of edges[node]) if (!isHidden) visit(next);
    done.push(node);
  }
  for (const node of nodes) visit(node);
  return done;
};
exports.other = function other(keys) {
  return keys.filter((key) => new RegExp('^_').test(key));
};
`;

function applied(id: string, text: string, places: readonly string[]): string | undefined {
  const codemod = CODEMODS.find((candidate) => candidate.id === id);
  if (codemod === undefined) throw new TypeError(`there is no ${id}`);
  return applyCodemod(codemod, [{ path, text }], places)[0]?.after;
}

it('finds a place by its functions, and no other, after an earlier change has moved lines', () => {
  const moved = applied('index-beside-list', TEXT, [`${path}:4#visit<order`]) ?? '';
  expect(moved).toContain('indexInNodes(node) === -1');
  // Other code is on that line now.
  expect(applied('make-once', moved, [`${path}:5`])).toBeUndefined();
  const after = applied('make-once', moved, [`${path}:5#visit<order`]) ?? '';
  expect(after).toContain('const isHidden = keptPattern().test(node);');
  expect(after).toContain("keys.filter((key) => new RegExp('^_').test(key))");
});

it('finds only the place on its line in its functions', () => {
  const twice = TEXT.replace(
    'const isHidden =',
    "if (new RegExp('^_').test(nodes[0])) return;\n    const isHidden =",
  );
  const after = applied('make-once', twice, [`${path}:6#visit<order`]) ?? '';
  expect(after).toContain("    if (new RegExp('^_').test(nodes[0])) return;\n");
  expect(after).toContain('const isHidden = keptPattern2().test(node);');
  expect(applied('make-once', twice, [`${path}:6#somewhere`])).toBeUndefined();
  expect(applied('make-once', twice, ['src/else.cjs:6#visit<order'])).toBeUndefined();
});

it('appends functions to the places to which they belong', () => {
  expect(formatLocations(['a.js:1', 'b.js:2'], ['f<g'])).toEqual(['a.js:1#f<g', 'b.js:2']);
});
