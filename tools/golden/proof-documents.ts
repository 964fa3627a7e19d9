import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import {
  PROOF_SCHEMA,
  type Proof,
  type ProofGain,
  type ProofPart,
} from '../../plugins/optimize/document/proof-document.ts';

/** Old and new did the same. */
export const SAME_BEHAVIOUR: CheckResult = {
  state: 'same',
  functions: ['src/orders.js::withNames', 'src/orders.js::total', 'src/match.js::known'],
  captured: 3400,
  made: 9000,
  seconds: 11.4,
  assumes: ['No caller changes the list of customers while it is read.'],
};

/** Old and new did not. */
export const DIFFERENT_BEHAVIOUR: CheckResult = {
  state: 'differs',
  counterexample: {
    call: "withNames([{ customer: 2 }], [{ id: 2, name: 'Bo' }, { id: 2, name: 'Cy' }])",
    before: "[{ customer: 2, name: 'Bo' }]",
    after: "[{ customer: 2, name: 'Cy' }]",
    kind: 'result',
    origin: 'made',
    test: `import { test } from 'node:test';

test('withNames does what it did before', () => {
  assert.deepStrictEqual(withNames([{ customer: 2 }], customers), [{ customer: 2, name: 'Bo' }]);
});
`,
  },
};

const GAIN: ProofGain = {
  scenario: 'names of orders',
  benchmark: null,
  metric: 'wall_time',
  verdict: 'improved',
  reason: null,
  ratio: 0.112,
  low: 0.104,
  high: 0.121,
  better: 'lower',
};
const UNSURE = { ratio: 0.99, low: 0.94, high: 1.04, reason: 'it would take 40 pairs' };

const LOOKUP = { file: 'src/orders.js', line: 12 };
const PARTS: readonly ProofPart[] = [
  {
    state: 'gains',
    places: [LOOKUP, { file: 'src/orders.js', line: 3 }],
    gains: [{ ...GAIN, ratio: 0.113, low: 0.105, high: 0.122 }],
    calls: [],
  },
  {
    state: 'no-gain',
    places: [{ file: 'src/orders.js', line: 40 }],
    gains: [{ ...GAIN, verdict: 'unchanged', ratio: 1.002, low: 0.995, high: 1.008 }],
    calls: [],
  },
  {
    state: 'inconclusive',
    places: [{ file: 'src/match.js', line: 7 }],
    gains: [{ ...GAIN, verdict: 'inconclusive', ...UNSURE }],
    calls: [],
  },
  {
    state: 'not-measured',
    places: [{ file: 'src/names.js', line: 1 }],
    reason: 'the tests fail without it: an order has the name of its customer',
  },
];

/** Proofs of changes, one of each outcome. */
export function proofDocuments() {
  const tests = {
    state: 'passed',
    command: 'npm test',
    other_failure: null,
    failing_before: [],
  } as const;
  const proof = (over: Partial<Proof>): Proof => ({
    schema: PROOF_SCHEMA,
    change: { type: 'patch', name: 'names-by-map.diff' },
    files: ['src/orders.js'],
    base: '5ec97902a1b2c3d4e5f60718293a4b5c6d7e8f90',
    outcome: 'proven-faster',
    tests,
    check: SAME_BEHAVIOUR,
    gains: [GAIN],
    unmeasured: null,
    parts: [],
    claim: null,
    findings: [],
    omitted: [{ path: 'test/orders.test.js', reason: 'test or benchmark' }],
    size: { added: 6, removed: 2 },
    ...over,
  });
  return {
    'proof-faster': proof({
      claim: { text: '50 % faster', ratio: 0.5, isReached: true },
      parts: PARTS,
    }),
    'proof-differs': proof({
      outcome: 'differs',
      check: DIFFERENT_BEHAVIOUR,
      gains: [],
      unmeasured: 'the change alters behavior',
    }),
    'proof-undecided': proof({
      change: { type: 'patch', name: '-' },
      outcome: 'not-decided',
      gains: [{ ...GAIN, verdict: 'inconclusive', ...UNSURE }],
      check: { state: 'unknown', reason: 'no call of what it changes was seen' },
      findings: [
        {
          id: 'worktree-replaced',
          level: 'warning',
          message: 'git could not add a worktree; the run works in a clone instead.',
        },
      ],
    }),
    'proof-tests-fail': proof({
      outcome: 'differs',
      check: null,
      gains: [],
      unmeasured: 'tests fail with the change',
      tests: {
        state: 'failed',
        command: 'npm test',
        reason: 'an order has the name of its customer',
        failing_before: [],
      },
    }),
  } satisfies Readonly<Record<string, Proof>>;
}
