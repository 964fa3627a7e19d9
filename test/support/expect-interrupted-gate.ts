import { expect } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';

/** Expects a gate interrupted while measuring to report its results and pass nothing. */
export function expectInterruptedGate(out: string): void {
  const report = JSON.parse(out) as GateReport;
  expect(report.verdict).not.toBe('pass');
  expect(report.checks.map(({ outcome }) => outcome)).not.toContain('pass');
  const [base, head] = report.comparison?.runs ?? [];
  expect([base?.state, head?.state]).toEqual(['interrupted', 'interrupted']);
  expect(head?.trials.length).toBeGreaterThan(0);
}
