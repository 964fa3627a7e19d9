import { expect, test } from 'vitest';
import { chooseCapacityNextStep } from '../../../../reports/views/capacity/capacity-sentences.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

function commandAfter(outcome: 'undecided' | 'interrupted', duration_ms: number) {
  const document = { ...goldenDocuments()['capacity-found'], scenario: 'api', file: 'a.ts' };
  return chooseCapacityNextStep({ ...document, outcome, duration_ms })?.command;
}

test.each([
  [290_000, '20min'],
  [3_600_000, '240min'],
])('a search without a result after %s ms gets more time than it had', (took, time) => {
  const command = `perf-harness run api --find-capacity --time ${time}`;
  expect(commandAfter('undecided', took)).toBe(command);
  expect(commandAfter('interrupted', took)).toBe(command);
});
