/** Outcome and words of a proof without scenarios, by the times of recorded calls. */
import { expect, it } from 'vitest';
import type { CallTimes } from '../../../../plugins/optimize/document/behavior-check-result.ts';
import type { Proof } from '../../../../plugins/optimize/document/proof-document.ts';
import { decideProofOutcome } from '../../../../plugins/optimize/prove/decide-proof-outcome.ts';
import { proofView } from '../../../../plugins/optimize/view/proof-view.ts';
import { proofDocuments } from '../../../../tools/golden/proof-documents.ts';

function times(share: number, ratio = 1): CallTimes {
  const size = { of: 'texts', up_to: 64 } as const;
  const range = { ratio, low: ratio - 0.02, high: ratio + 0.02 };
  return { kind: 'time', function: 'parse', size, calls: 12, share, ...range };
}

/** Returns a proof without scenarios, with these times of recorded calls. */
function proofBy(
  costs: Partial<Record<'faster' | 'unchanged' | 'losses', readonly CallTimes[]>>,
): Proof {
  const document = proofDocuments()['proof-faster'];
  if (document.check?.state !== 'same') throw new Error('no document');
  const { faster: _, ...check } = document.check;
  const proof: Proof = {
    ...document,
    gains: [],
    unmeasured: 'no scenario or benchmark of the project measures the change',
    parts: [],
    claim: null,
    check: { ...check, ...costs },
  };
  return { ...proof, outcome: decideProofOutcome(proof) };
}

it.each([
  ['proven-faster', 'calls are faster', { faster: [times(0.5, 0.6)], unchanged: [times(0.5)] }],
  [
    'no-difference',
    'nearly all of the time is unchanged',
    { unchanged: [times(0.6), times(0.35)] },
  ],
  ['not-decided', 'much of the time is open', { unchanged: [times(0.6)] }],
  ['not-decided', 'some calls are slower', { unchanged: [times(0.95)], losses: [times(0, 1.4)] }],
  ['not-decided', 'no call was timed', {}],
] as const)('decides %s where %s', (outcome, _, costs) => {
  expect(proofBy(costs).outcome).toBe(outcome);
});

it('says how much of the time of recorded calls is shown to be unchanged', () => {
  const same = proofView(proofBy({ unchanged: [times(0.6), times(0.35)] })).headline.sentence;
  expect(same).toContain('within 10 %: 95 % of the time of all recorded calls');
  const open = proofView(proofBy({ unchanged: [times(0.6)] })).headline.sentence;
  expect(open).toContain('only 60 % of the time of all recorded calls');
  expect(open).toContain('a scenario would decide');
});
