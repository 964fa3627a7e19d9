import { expect, test } from 'vitest';
import {
  INDUSTRY_NORMS,
  overrideNorms,
} from '../../../../harness/model/scenario/industry-duration-norms.ts';

const OWN = { lowMs: 1, highMs: 4, source: 'our last quarter' };

test('P811-41: replaces a norm by the range of a project, and keeps the others', () => {
  const norms = overrideNorms(INDUSTRY_NORMS, { 'query-indexed': OWN });
  expect(norms['query-indexed']).toEqual({
    ...INDUSTRY_NORMS['query-indexed'],
    ...OWN,
    typicalMs: null,
  });
  expect({ ...norms, 'query-indexed': null }).toEqual({ ...INDUSTRY_NORMS, 'query-indexed': null });
});
