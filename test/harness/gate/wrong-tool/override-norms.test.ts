import { expect, test } from 'vitest';
import { NORMS, overrideNorms } from '../../../../harness/gate/wrong-tool/norms.ts';

const OWN = { lowMs: 1, highMs: 4, source: 'our last quarter' };

test("P811-41: a project's own range takes the place of a norm, and the others stay", () => {
  const norms = overrideNorms(NORMS, { 'query-indexed': OWN });
  expect(norms['query-indexed']).toEqual({
    ...NORMS['query-indexed'],
    ...OWN,
    typicalMs: null,
  });
  expect({ ...norms, 'query-indexed': null }).toEqual({ ...NORMS, 'query-indexed': null });
});
