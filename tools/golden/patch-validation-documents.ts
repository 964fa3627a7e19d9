import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import {
  PATCH_CHECK_SCHEMA,
  type PatchCheckReport,
  type PatchGain,
} from '../../plugins/optimize/document/patch-check-document.ts';

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

const GAIN: PatchGain = {
  scenario: 'names of orders',
  metric: 'wall_time',
  verdict: 'improved',
  reason: null,
  ratio: 0.112,
  low: 0.104,
  high: 0.121,
  better: 'lower',
};
const UNSURE = { ratio: 0.99, low: 0.94, high: 1.04, reason: 'it would take 40 pairs' };

/** Patches of people, as `optimize validate` finds them. */
export function patchDocuments(): Readonly<Record<string, PatchCheckReport>> {
  const tests = { state: 'passed', command: 'npm test', reason: null } as const;
  const checked = (over: Partial<PatchCheckReport>): PatchCheckReport => ({
    schema: PATCH_CHECK_SCHEMA,
    patch: 'names-by-map.diff',
    files: ['src/orders.js'],
    base: '5ec97902a1b2c3d4e5f60718293a4b5c6d7e8f90',
    outcome: 'faster',
    tests,
    check: SAME_BEHAVIOUR,
    gains: [GAIN],
    unmeasured: null,
    findings: [],
    size: { added: 6, removed: 2 },
    ...over,
  });
  return {
    'patch-faster': checked({}),
    'patch-differs': checked({
      outcome: 'differs',
      check: DIFFERENT_BEHAVIOUR,
      gains: [],
      unmeasured: 'it does something else',
    }),
    'patch-unjudged': checked({
      patch: '-',
      outcome: 'unjudged',
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
    'patch-tests-fail': checked({
      outcome: 'tests-fail',
      check: null,
      gains: [],
      unmeasured: 'the tests fail with the patch',
      tests: { ...tests, state: 'failed', reason: 'an order has the name of its customer' },
    }),
  };
}
