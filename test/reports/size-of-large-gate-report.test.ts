/** A gate over a thousand comparisons: every report stays within its readers' size limits. */
import { describe, expect, test } from 'vitest';
import { agentReporter } from '../../reports/agent-reporter.ts';
import { githubReporter } from '../../reports/github-actions-reporter.ts';
import { htmlReporter } from '../../reports/html-reporter.ts';
import { jsonReporter } from '../../reports/json-reporter.ts';
import { junitReporter } from '../../reports/junit-reporter.ts';
import { commentReporter } from '../../reports/pull-request-comment-reporter.ts';
import { terminalReporter } from '../../reports/terminal-reporter.ts';
import { addRuns, createLargeGateReport } from './large-gate-report.ts';

const PLAIN = { width: 80, color: false };
const COUNT = 1_000;

const gate = createLargeGateReport(COUNT);

describe('a gate over 1,000 comparisons', () => {
  test('fits into a comment, which counts the checks and commands that it leaves out', () => {
    const text = commentReporter.render(gate, PLAIN);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/Omitted because of the comment size limit: .*checks/);
    expect(text).toContain('500 failed');
    const [, left = ''] =
      /Omitted because of the comment size limit: .*?([\d,]+) commands/u.exec(text) ?? [];
    expect(Number(left)).toBeGreaterThanOrEqual(480);
  });

  test('fits into a job summary with twenty commands, and into the annotations of GitHub', () => {
    const [summary] = githubReporter.sideTexts?.(gate, PLAIN) ?? [];
    expect(Buffer.byteLength(summary?.text ?? '')).toBeLessThanOrEqual(1_048_576);
    expect(summary?.text).toContain('The JSON report lists 480 more commands.');
    const lines = githubReporter.render(gate, PLAIN).split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.join('\n')).toContain('491 more annotations are in the job summary');
  });

  test('shows the gravest checks on a terminal and counts the rest', () => {
    const text = terminalReporter.render(gate, PLAIN);
    expect(text.split('\n').length).toBeLessThan(80);
    expect(text).toContain('460 more checks shown with --verbose');
    expect(text).toContain('= 500 no worse');
  });

  test('keeps every check in the reports for programs', () => {
    expect(agentReporter.render(gate, PLAIN).match(/^check /gm)).toHaveLength(COUNT);
    expect(junitReporter.render(gate, PLAIN).match(/<testcase /g)).toHaveLength(COUNT);
  });
});

/** A thousand comparisons with their runs are half a gigabyte: gate-size.proof.test.ts. */
describe('a gate with the runs that it judged', () => {
  const whole = addRuns(createLargeGateReport(8));

  test('is written as JSON in parts that do not grow with the whole', () => {
    const parts = [...(jsonReporter.parts?.(whole, PLAIN) ?? [])];
    expect(parts.join('')).toBe(jsonReporter.render(whole, PLAIN));
    const longest = Math.max(...parts.map(({ length }) => length));
    const longestOfFew = Math.max(
      ...[...(jsonReporter.parts?.(addRuns(createLargeGateReport(2)), PLAIN) ?? [])].map(
        ({ length }) => length,
      ),
    );
    expect(longest).toBeLessThan(1.1 * longestOfFew);
  });

  test('is a page with a section for each comparison, and little of the runs', () => {
    const text = htmlReporter.render(whole, PLAIN);
    expect(text.length).toBeLessThan(2_000_000);
    expect(text.match(/<section/g)?.length).toBeGreaterThan(8);
  });
});
