import { expect, test } from 'vitest';
import { exitCodeForBisect } from '../../../harness/gate/exit-code-for-report.ts';
import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import { bisectDocuments } from '../../../tools/golden/bisect-documents.ts';

const ends = bisectDocuments()['bisect-found']?.ends;
if (ends === undefined) throw new Error('no document');

test.each<[BisectReport['outcome'], number]>([
  ['found', 0],
  ['range', 0],
  ['ends-alike', 0],
  ['ends-undecided', 3],
  ['not-confirmed', 3],
  ['undecided', 3],
  ['ends-incomparable', 6],
  ['interrupted', 130],
])('maps a bisection that ends %s to exit code %i', (outcome, code) => {
  expect(exitCodeForBisect({ outcome, ends })).toBe(code);
});
