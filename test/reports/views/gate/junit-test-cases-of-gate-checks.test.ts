import { describe, expect, test } from 'vitest';
import type { GateCheck, GateReport } from '../../../../harness/model/documents/gate-document.ts';
import { gateFacts } from '../../../../reports/display-facts/gate/regression-gate-display-data.ts';
import { gateSuites } from '../../../../reports/views/gate/gate-as-test-suites.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

const document = goldenDocuments()['gate-failed'];

function checkOf(type: Exclude<GateCheck['type'], 'scenario'>): GateCheck {
  const found = document.checks.find((check) => check.type === type);
  if (found === undefined) throw new Error(type);
  return found;
}

const SCENARIO = {
  type: 'scenario',
  scenario: 'parse lockfile',
  reason: 'the server did not start',
  reproduce: 'perf-harness run',
} as const;

/** Returns the result and type of the single case of a gate with this check. */
function caseOf(check: GateCheck, changes: Partial<GateReport> = {}) {
  const gate = { ...document, checks: [check], ...changes };
  const [suite] = gateSuites(gateFacts(gate), gate);
  const [first] = suite?.checks ?? [];
  if (first === undefined) throw new Error('no check');
  return first.type === undefined ? [first.result] : [first.result, first.type];
}

describe('the JUnit case of a check', () => {
  test.each<[GateCheck, string]>([
    [checkOf('change'), 'regression'],
    [checkOf('budget'), 'budget'],
    [checkOf('audit'), 'audit'],
  ])('fails by the name of the kind of check', (check, type) => {
    const broken = { ...check, outcome: 'fail' } as GateCheck;
    expect(caseOf(broken)).toEqual(['failure', type]);
    expect(caseOf(broken, { exit_code: 0 })).toEqual(['skipped']);
  });

  test.each(['failed', 'tool', 'blocked', 'interrupted'] as const)(
    'is an error for a scenario that was not measured: %s',
    (outcome) => {
      expect(caseOf({ ...SCENARIO, outcome })).toEqual(['error', outcome]);
      expect(caseOf({ ...SCENARIO, outcome }, { exit_code: 0 })).toEqual(['skipped']);
    },
  );

  test.each(['refused', 'incomparable'] as const)(
    'is an error for a change that could not be judged: %s',
    (outcome) => {
      expect(caseOf({ ...checkOf('change'), outcome } as GateCheck)).toEqual(['error', outcome]);
    },
  );

  test('fails as inconclusive only when inconclusive checks count', () => {
    const undecided = { ...checkOf('change'), outcome: 'undecided' } as GateCheck;
    const options = { ...document.options, on_inconclusive: 'fail' } as const;
    expect(caseOf(undecided, { options })).toEqual(['failure', 'inconclusive']);
    expect(caseOf(undecided)).toEqual(['skipped']);
  });

  test('passes for a warning or a new check', () => {
    const warned = { ...checkOf('budget'), outcome: 'warned' } as GateCheck;
    expect(caseOf(warned)).toEqual(['passed']);
    expect(caseOf({ ...checkOf('change'), outcome: 'new' } as GateCheck)).toEqual(['passed']);
  });
});
