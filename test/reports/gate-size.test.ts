/** A gate over a thousand comparisons: every report stays within what its readers take. */
import { describe, expect, test } from 'vitest';
import type { GateCheck, GateReport } from '../../harness/model/gate-document.ts';
import { agentReporter } from '../../reports/agent.ts';
import { commentReporter } from '../../reports/comment.ts';
import { githubReporter } from '../../reports/github.ts';
import { junitReporter } from '../../reports/junit.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';

const PLAIN = { width: 80, color: false };
const COUNT = 1_000;

/** Half of the checks fail; every scenario has a name as long as names get. */
function large(): GateReport {
  const gate = goldenDocuments()['gate-failed'] as GateReport;
  const comparison = gate.comparison;
  const [one] = comparison?.comparisons.filter(({ metric }) => metric === 'wall_time') ?? [];
  const [check] = gate.checks.filter(({ type }) => type === 'change');
  if (comparison === null || one === undefined || check === undefined) throw new Error('no change');
  const names = Array.from({ length: COUNT }, (_, index) => `${index} ${'n'.repeat(150)}`);
  const checks = names.map((scenario, index): GateCheck => {
    const outcome = index < COUNT / 2 ? 'fail' : 'pass';
    return { ...check, scenario, outcome, reproduce: `${check.reproduce} ${index}` } as GateCheck;
  });
  const comparisons = names.map((scenario) => ({ ...one, scenario }));
  return { ...gate, checks, comparison: { ...comparison, comparisons } };
}

const gate = large();

describe('a gate over 1,000 comparisons', () => {
  test('fits into a comment, which says what was left out', () => {
    const text = commentReporter.render(gate, PLAIN);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/Left out, because a comment holds no more: .*checks/);
    expect(text).toContain('500 failed');
  });

  test('fits into the summary of a job, and into the annotations that GitHub shows', () => {
    const [summary] = githubReporter.sideTexts?.(gate, PLAIN) ?? [];
    expect(Buffer.byteLength(summary?.text ?? '')).toBeLessThanOrEqual(1_048_576);
    const lines = githubReporter.render(gate, PLAIN).split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.join('\n')).toContain('491 more are in the job summary');
  });

  test('shows the gravest on a terminal and counts the rest', () => {
    const text = terminalReporter.render(gate, PLAIN);
    expect(text.split('\n').length).toBeLessThan(400);
    expect(text).toContain('460 more checks;');
    expect(text).toContain('480 more checks that passed;');
  });

  test('keeps every check in the reports for programs', () => {
    expect(agentReporter.render(gate, PLAIN).match(/^check /gm)).toHaveLength(COUNT);
    expect(junitReporter.render(gate, PLAIN).match(/<testcase /g)).toHaveLength(COUNT);
  });
});
