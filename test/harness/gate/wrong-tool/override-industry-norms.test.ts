import { expect, test } from 'vitest';
import {
  INDUSTRY_NORMS,
  overrideNorms,
} from '../../../../harness/gate/wrong-tool/industry-duration-norms.ts';

const OWN = { lowMs: 1, highMs: 4, source: 'our last quarter' };

test("P811-41: a project's own range takes the place of a norm, and the others stay", () => {
  const norms = overrideNorms(INDUSTRY_NORMS, { 'query-indexed': OWN });
  expect(norms['query-indexed']).toEqual({
    ...INDUSTRY_NORMS['query-indexed'],
    ...OWN,
    typicalMs: null,
  });
  expect({ ...norms, 'query-indexed': null }).toEqual({ ...INDUSTRY_NORMS, 'query-indexed': null });
});
