import { expect, test } from 'vitest';
import type { Suspicion } from '../../../harness/model/documents/performance-map-document.ts';
import { mergeHypotheses } from '../../../profilers/performance-map/unresolved-hypotheses.ts';

const suspicion = (step: string, change: Partial<Suspicion> = {}): Suspicion => ({
  id: '',
  category: 'architecture',
  location: 'src/orders.ts:12',
  verdict: 'confirmed',
  description: 'load waits 120 ms for a query of user 4711',
  evidence: [{ id: '', question: 'How much?', answer: step, value: 1, unit: 'ms' }],
  verification_note: 'It takes 2.0 % of the wall time.',
  affected_steps: [step],
  share: 2,
  ...change,
});

test('P811-27: merges three equal suspicions into one with three steps, as the largest', () => {
  const largest = suspicion('1.2', {
    description: 'load waits 750 ms for a query of user 9999',
    share: 30,
  });
  const [mergedCandidate, ...others] = mergeHypotheses([
    suspicion('1.1'),
    largest,
    suspicion('1.3', { share: null }),
  ]);
  expect(others).toEqual([]);
  expect(mergedCandidate).toMatchObject({ description: largest.description, share: 30 });
  expect(mergedCandidate?.affected_steps).toEqual(['1.1', '1.2', '1.3']);
  expect(mergedCandidate?.evidence.map(({ answer }) => answer)).toEqual(['1.1', '1.2', '1.3']);
});

test('P811-27: names a step that is seen twice once', () => {
  expect(mergeHypotheses([suspicion('1'), suspicion('1')])[0]?.affected_steps).toEqual(['1']);
});

test.each<readonly [what: string, change: Partial<Suspicion>]>([
  ['category', { category: 'data_flow' }],
  ['place', { location: 'src/orders.ts:13' }],
  ['description', { description: 'load waits 120 ms for a file' }],
])('P811-27: does not merge suspicions that differ in %s', (_, change) => {
  expect(mergeHypotheses([suspicion('1'), suspicion('1', change)])).toHaveLength(2);
});

test('returns no suspicions for none', () => {
  expect(mergeHypotheses([])).toEqual([]);
});
