/** A gate over a thousand comparisons: every report stays within what its readers take. */
import { describe, expect, test } from 'vitest';
import { writeReports } from '../../cli/reporting.ts';
import type { GateCheck, GateReport } from '../../harness/model/documents/gate-document.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { agentReporter } from '../../reports/agent.ts';
import { commentReporter } from '../../reports/comment.ts';
import { githubReporter } from '../../reports/github.ts';
import { htmlReporter } from '../../reports/html.ts';
import { jsonReporter } from '../../reports/json.ts';
import { junitReporter } from '../../reports/junit.ts';
import { terminalReporter } from '../../reports/terminal.ts';
import { goldenDocuments } from '../../tools/golden/documents.ts';
import { memoryHost } from '../support/memory-host.ts';

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

  test('shows twenty of the commands that show the checks again, and counts the rest', () => {
    const [summary] = githubReporter.sideTexts?.(gate, PLAIN) ?? [];
    expect(summary?.text).toContain('The JSON report has 480 more commands.');
    const [, left = ''] =
      /Left out, because a comment holds no more: .*?([\d,]+) commands/u.exec(
        commentReporter.render(gate, PLAIN),
      ) ?? [];
    expect(Number(left)).toBeGreaterThanOrEqual(480);
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

/** What the units of two sides hold: a warm-up, 19 pairs, and 21 blocks in each unit. */
const PAIRS = 20;
const BLOCKS = 21;

/** The same gate with the runs that it was judged by, which share what they hold. */
function measured(): GateReport {
  const { comparison } = gate;
  const [a, b] = comparison?.runs ?? [];
  const one = a?.trials.find(({ state }) => state === 'completed') as CompletedTrial | undefined;
  const [block] = one?.blocks ?? [];
  if (comparison === null || a === undefined || b === undefined || block === undefined) {
    throw new Error('no runs');
  }
  const details = {
    stretch: { fromMs: 62_102_781.705437, toMs: 62_103_367.940391 },
    histogram: 'HISTFAAAAEB42pNpmSzMwMDAxQABzFCaEUzOmNZg/wEiQA=='.repeat(3),
    notes: {
      batches: 21,
      calls_per_batch: 1_024,
      clock_step_ns: 41,
      histogram_unit: 'picoseconds',
    },
  };
  const blocks = Array.from({ length: BLOCKS }, () => ({ ...block, ...details }));
  const trials = Array.from({ length: PAIRS }, (_, pair) => ({ ...one, pair, blocks }));
  const runs = gate.checks.flatMap(({ scenario }) =>
    [a, b].map((run) => ({
      ...run,
      scenario: scenario ?? '',
      trials: trials.map((trial) => ({ ...trial, side: run.side })),
    })),
  );
  return { ...gate, comparison: { ...comparison, runs } } as GateReport;
}

/** Characters that V8 holds in one string. */
const ONE_STRING = 2 ** 29 - 24;

describe('a gate over 1,000 comparisons with the runs that it was judged by', () => {
  const whole = measured();

  test('is written as JSON although no string could hold it', { timeout: 240_000 }, () => {
    let [length, longest] = [0, 0];
    for (const part of jsonReporter.parts?.(whole, PLAIN) ?? []) {
      length += part.length;
      longest = Math.max(longest, part.length);
    }
    expect(length).toBeGreaterThan(ONE_STRING);
    expect(longest).toBeLessThan(ONE_STRING / 100);
    const { host } = memoryHost();
    const targets = [{ reporter: jsonReporter, file: '/dev/null', isVerbose: false }];
    writeReports(host, targets, whole, { baseline: null });
  });

  test('is a page that a browser opens', { timeout: 240_000 }, () => {
    const text = htmlReporter.render(whole, PLAIN);
    expect(text.length).toBeLessThan(100_000_000);
    expect(text.match(/<section/g)?.length).toBeGreaterThan(COUNT);
  });
});
