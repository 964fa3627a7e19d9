import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { runReportFacts } from '../../../reports/display-facts/run/run-report-display-data.ts';
import { reportDocuments } from '../../../tools/golden/report-documents.ts';

const golden = reportDocuments();

type RunReport = keyof ReturnType<typeof reportDocuments>;

function commandFor(name: RunReport, baseline: string | null = null): string | undefined {
  return runReportFacts(golden[name], { baseline }).next?.command;
}

function withRun(name: RunReport, over: Partial<RunRecord>): string | undefined {
  const report = golden[name];
  const runs = report.runs.map((run) => ({ ...run, ...over }));
  return runReportFacts({ ...report, runs }, {}).next?.command;
}

describe('the next command of a run', () => {
  test('is to save a baseline when there is none, or to compare with the existing baseline', () => {
    expect(commandFor('function-pass')).toBe('perf-harness baseline save main');
    expect(commandFor('function-pass', 'before it all')).toBe(
      "perf-harness compare 'before it all'",
    );
  });

  test('is to keep this state after a broken budget, or to see what changed since the baseline', () => {
    expect(commandFor('budgets-failing')).toBe('perf-harness baseline save before');
    expect(commandFor('budgets-failing', 'main')).toBe('perf-harness compare main');
  });

  test('is to read all output after a failure', () => {
    expect(commandFor('runs-mixed', 'main')).toMatch(/^perf-harness report \S+ --reporter json$/);
  });

  test('is to fix an error before the first unit, or to see how to install a tool', () => {
    expect(commandFor('blocked')).toBe("perf-harness run 'render readme'");
    const findings = [{ id: 'tool-missing', level: 'error' as const, message: 'no k6' }];
    expect(withRun('blocked', { findings })).toBe('perf-harness doctor');
  });

  test('is to measure the rest after an interrupt, in the requested form', () => {
    expect(commandFor('interrupted')).toBe("perf-harness run -- node 'scripts/build all.js'");
    const shell = { command: { type: 'shell', text: 'npm run build | cat' } };
    expect(withRun('interrupted', { file: null, settings: shell, state: 'interrupted' })).toBe(
      'perf-harness run -- npm run build | cat',
    );
    const url = { request: { url: 'http://127.0.0.1:3000/?a=1&b=2' } };
    expect(withRun('interrupted', { file: null, settings: url, state: 'interrupted' })).toBe(
      "perf-harness run 'http://127.0.0.1:3000/?a=1&b=2'",
    );
  });

  test('is to check the machine when it made noise', () => {
    expect(commandFor('http-unavailable', 'main')).toBe('perf-harness doctor --stability 60s');
  });
});

describe('the number of trials for an inconclusive budget', () => {
  const undecided = (value: number): string | undefined => {
    const budgets = (golden.inconclusive.runs[0]?.budgets ?? []).map((budget) => ({
      ...budget,
      limit: '< 42 µs',
      low: 0.041,
      high: 0.043,
      value,
    }));
    return withRun('inconclusive', { budgets });
  };

  test('is large enough to move the interval off the limit', () => {
    // The interval reaches three times as far as the limit: nine times the five trials.
    expect(undecided(0.0415)).toBe("perf-harness run --trials 45 'sort 1,000 numbers'");
  });

  test('is at least doubled, and no more than anyone waits for', () => {
    expect(undecided(0.042)).toBe("perf-harness run --trials 200 'sort 1,000 numbers'");
    expect(undecided(0.042_95)).toBe("perf-harness run --trials 22 'sort 1,000 numbers'");
  });
});
