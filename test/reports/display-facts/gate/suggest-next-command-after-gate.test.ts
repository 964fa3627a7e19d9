/** Next steps in a gate's report, and the effect of its options on the verdict. */
import { describe, expect, test } from 'vitest';
import type { GateCheck } from '../../../../harness/model/documents/gate-document.ts';
import { gateFacts } from '../../../../reports/display-facts/gate/regression-gate-display-data.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

const golden = goldenDocuments();

/** Returns the next steps after this check alone. */
function nextAfter(check: GateCheck) {
  return gateFacts({ ...golden['gate-mixed'], checks: [check] }).next;
}

function checkOf(
  name: 'gate-mixed' | 'gate-refused',
  outcome: GateCheck['outcome'],
  type: GateCheck['type'],
): GateCheck {
  const check = golden[name].checks.find(
    (check) => check.outcome === outcome && check.type === type,
  );
  if (check === undefined) throw new Error(`${name} has no such check`);
  return check;
}

describe('the next step of a gate', () => {
  test('gives an inconclusive comparison more time', () => {
    expect(nextAfter(checkOf('gate-mixed', 'undecided', 'change'))).toEqual({
      purpose: 'get a verdict by measuring for longer',
      command: `perf-harness compare --time 20min 3f1c9a7d5b2e 'list users'`,
    });
  });

  test('promises nothing when no comparison takes enough pairs', () => {
    const { comparison, ...gate } = golden['gate-mixed'];
    const check = checkOf('gate-mixed', 'undecided', 'change');
    if (comparison === null) throw new Error('no comparison');
    const comparisons = comparison.comparisons.map((comparison) => ({
      ...comparison,
      needed_pairs: 900,
    }));
    const { next } = gateFacts({
      ...gate,
      checks: [check],
      comparison: { ...comparison, comparisons },
    });
    expect(next?.purpose).toBe(
      'measure it with 400 pairs, the maximum (a verdict would need more pairs, a wider --margin or a quieter machine)',
    );
  });

  test('promises no more time when the command has none to give', () => {
    expect(nextAfter(checkOf('gate-mixed', 'undecided', 'budget'))).toEqual({
      purpose: 'measure again',
      command: `perf-harness gate --base 3f1c9a7d5b2e 'sort 1,000 numbers'`,
    });
  });

  test('calibrates the machine with the arguments that found the scenario', () => {
    const refused = checkOf('gate-refused', 'refused', 'change');
    const calibrate = `perf-harness calibrate --config ci.mjs bench/a.js --filter '/^a$/'`;
    expect(nextAfter({ ...refused, calibrate } as GateCheck)?.command).toBe(calibrate);
  });

  test('has a command for a refused limit that names none', () => {
    const { calibrate: _, ...old } = checkOf('gate-refused', 'refused', 'change') as Extract<
      GateCheck,
      { type: 'change' }
    >;
    expect(nextAfter(old)?.command).toBe(`perf-harness calibrate 'list users'`);
  });

  test('judges what was interrupted to the end, without anything to fix', () => {
    const again = 'perf-harness gate --base abc parse';
    expect(
      nextAfter({
        type: 'scenario',
        scenario: 'parse',
        outcome: 'interrupted',
        reason: 'the run was interrupted before it reached a verdict',
        reproduce: again,
      }),
    ).toEqual({ purpose: 'finish the check', command: again });
  });
});

test.each([
  ['warn', 0, 'Inconclusive checks only warn; use --on-inconclusive fail to fail the gate.'],
  ['fail', 3, 'Inconclusive checks fail the gate (--on-inconclusive fail).'],
  ['pass', 0, 'Inconclusive checks pass the gate (--on-inconclusive pass).'],
] as const)('reports how inconclusive checks count under %s', (mode, exit_code, counts) => {
  const gate = golden['gate-mixed'];
  const options = { ...gate.options, on_inconclusive: mode };
  expect(gateFacts({ ...gate, options, exit_code }).counts).toBe(counts);
});
