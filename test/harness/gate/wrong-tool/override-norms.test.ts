import { expect, test } from 'vitest';
import { NORMS } from '../../../../harness/gate/wrong-tool/norms.ts';
import {
  overrideNorms,
  parseNormOverrides,
} from '../../../../harness/gate/wrong-tool/override-norms.ts';
import { UserError } from '../../../../harness/model/user-error.ts';

const OWN = { lowMs: 1, highMs: 4, source: 'our last quarter' };

test("P811-41: a project's own range takes the place of a norm, and the others stay", () => {
  const norms = overrideNorms(NORMS, parseNormOverrides({ 'query-indexed': OWN }, 'norms.json'));
  expect(norms['query-indexed']).toEqual({
    ...NORMS['query-indexed'],
    ...OWN,
    typicalMs: null,
  });
  expect({ ...norms, 'query-indexed': null }).toEqual({ ...NORMS, 'query-indexed': null });
});

test.each([
  ['another kind of work', { 'query-magic': OWN }],
  ['no source', { 'query-indexed': { lowMs: 1, highMs: 4 } }],
  ['an empty source', { 'query-indexed': { ...OWN, source: ' ' } }],
  ['a range upside down', { 'query-indexed': { ...OWN, lowMs: 5 } }],
  ['a negative time', { 'query-indexed': { ...OWN, lowMs: -1 } }],
  ['a text', { 'query-indexed': { ...OWN, highMs: '4 ms' } }],
  ['a key that is not known', { 'query-indexed': { ...OWN, high: 4 } }],
  ['no object', 'query-indexed'],
  ['a list', [OWN]],
  ['nothing', null],
])('%s is refused with its place', (_, value) => {
  expect(() => parseNormOverrides(value, 'norms.json')).toThrow(UserError);
  expect(() => parseNormOverrides(value, 'norms.json')).toThrow(
    'The norms in norms.json cannot be used',
  );
});
