/** Gate checks by the audit of the changed lines. */
import { expect, test } from 'vitest';
import { judgeGate } from '../../../../harness/gate/judge-gate.ts';
import {
  CHANGED_LINES,
  type PluginCheck,
} from '../../../../harness/model/documents/gate-document.ts';
import type {
  AuditCategory,
  AuditReport,
} from '../../../../plugins/audit/document/audit-document.ts';
import { judgeChangesAudit } from '../../../../plugins/audit/gate/judge-ci-gate-by-audit-of-changed-lines.ts';
import {
  auditFinding,
  completedCategory,
  FAILED_CATEGORY,
} from '../../../support/audit-category-results.ts';
import { gateEvidence } from '../../../support/gate-evidence-without-measurements.ts';

const OPTIONS = { on_inconclusive: 'warn', report_only: false, require_baseline: false } as const;

function check(
  categories: readonly AuditCategory[],
  failOn: 'HIGH' | 'LOW' = 'HIGH',
  skipped: AuditReport['skipped'] = [],
) {
  return judgeChangesAudit({ categories, skipped }, failOn, 'perf-harness audit --changed abc');
}

/** As the gate puts it among its own. */
function gateCheck(verdict: ReturnType<typeof check>): PluginCheck {
  return { ...verdict, type: 'audit', scenario: CHANGED_LINES };
}

test.each([
  ['HIGH', 'HIGH', 'fail', 1],
  ['CRITICAL', 'HIGH', 'fail', 1],
  ['MEDIUM', 'HIGH', 'pass', 0],
  ['LOW', 'LOW', 'fail', 1],
] as const)(
  'judges a finding of %s, where %s fails, as %s with exit %d',
  (severity, failOn, outcome, code) => {
    const audit = check([completedCategory([auditFinding({ severity })])], failOn);
    expect(audit.outcome).toBe(outcome);
    const judged = judgeGate(
      gateEvidence({ scenarios: [], pluginChecks: [gateCheck(audit)] }),
      OPTIONS,
    );
    expect(judged.exitCode).toBe(code);
  },
);

test('lists the most severe findings, ten at most, and counts all of them', () => {
  const low = Array.from({ length: 12 }, (_, line) =>
    auditFinding({ line: line + 1, severity: 'LOW' }),
  );
  const audit = check([completedCategory([...low, auditFinding({ line: 40 })])]);
  expect(audit.findings.map(({ line }) => line)).toEqual([40, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(audit.counts).toMatchObject({ high: 1, low: 12 });
});

test('counts suspected findings without failing by them', () => {
  const suspected = auditFinding({ severity: 'CRITICAL', evidence_class: 'suspected' });
  const low = auditFinding({ severity: 'LOW', line: 40 });
  expect(check([completedCategory([suspected, suspected])])).toMatchObject({
    outcome: 'pass',
    summary: 'audit passed, no HIGH: 2 suspected',
    counts: { critical: 0 },
    suspected: 2,
  });
  const audit = check([completedCategory([suspected, low])], 'LOW');
  expect(audit).toMatchObject({
    outcome: 'fail',
    summary: 'audit failed: 1 LOW, 1 suspected',
    detail: expect.stringContaining('app/main.py:40 '),
  });
  expect(audit.findings).toEqual([low]);
});

test('does not pass an audit that could not inspect everything', () => {
  const audit = check([completedCategory([]), FAILED_CATEGORY]);
  expect(audit).toMatchObject({
    outcome: 'failed',
    reason: 'Transaction Correctness: the auditor exited without an answer',
  });
  expect(
    judgeGate(gateEvidence({ scenarios: [], pluginChecks: [gateCheck(audit)] }), OPTIONS).verdict,
  ).toBe('failed');
});

test('does not pass an audit with a failed check', () => {
  const broken = { id: 'over_fetching', name: 'Over-fetching', status: 'error' } as const;
  const checks = [{ ...broken, details: 'over-fetching: it does not end' }];
  const audit = check([completedCategory([], { score: null, checks })]);
  expect(audit).toMatchObject({
    outcome: 'failed',
    reason: 'Runtime Performance, over_fetching: over-fetching: it does not end',
  });
});

test('reports a changed file that was not read next to a pass', () => {
  const audit = check([completedCategory([])], 'HIGH', [
    { file: 'tools/load.py', reason: 'the grammar of Python is not installed' },
  ]);
  expect(audit).toMatchObject({
    outcome: 'pass',
    reason: 'changed but not read: tools/load.py (the grammar of Python is not installed)',
  });
});
