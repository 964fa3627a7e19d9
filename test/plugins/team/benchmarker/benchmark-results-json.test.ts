import { describe, expect, test } from 'vitest';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import type { ComparisonReport } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Step } from '../../../../harness/model/program/operation-time-breakdown-step-schema.ts';
import {
  type Benchmark,
  createBenchmarkDocument,
} from '../../../../plugins/team/benchmarker/benchmark-document.ts';
import {
  formatBenchmarkMessages,
  judgeBenchmark,
} from '../../../../plugins/team/benchmarker/judge-benchmark.ts';
import { readMeasuredMetrics } from '../../../../plugins/team/benchmarker/read-metrics-and-gains-of-comparison.ts';
import type { SuccessCriterion } from '../../../../plugins/team/success-criterion.ts';
import { findMostSlowedStep } from '../../../../plugins/team/workers/benchmark-task.ts';
import {
  createMapStep,
  createOneOperationPerformanceMap,
} from '../../../support/one-operation-performance-map.ts';
import {
  costsFile,
  createScriptedProject,
} from '../../../support/project-with-scripted-measurements.ts';
import { runCompareOnProject } from '../../../support/run-compare-on-project.ts';

const WANTED: SuccessCriterion = {
  scenario: null,
  metric: 'wall_time',
  op: 'improves by',
  value: 20,
};

const comparisons = new Map<number, Promise<ComparisonReport>>();

/** Compares live a commit whose work takes this time with a base whose work takes 10 ms, once. */
function comparison(ms: number): Promise<ComparisonReport> {
  const made = comparisons.get(ms) ?? compareLive(ms);
  comparisons.set(ms, made);
  return made;
}

/** A slower commit also doubles its memory. */
async function compareLive(ms: number): Promise<ComparisonReport> {
  const project = createScriptedProject(costsFile({ '*': { wall_time: 10, memory_peak: 1e6 } }));
  project.commit('head', costsFile({ '*': { wall_time: ms, memory_peak: ms > 10 ? 2e6 : 1e6 } }));
  return (
    await runCompareOnProject(project, [
      'HEAD~1',
      '--metric',
      'wall_time',
      '--metric',
      'memory_peak',
    ])
  ).report;
}

const step = (name: string, line: number, ms: number, children: readonly Step[] = []): Step =>
  createMapStep({
    function: name,
    location: `src/a.ts:${line}`,
    wall_time_ms: ms,
    self_time_ms: ms,
    children,
  });
const mapOf = (...steps: readonly Step[]): PerformanceMap => ({
  ...createOneOperationPerformanceMap(100),
  steps,
});

const BEFORE = mapOf(step('load', 3, 8, [step('parse', 14, 40)]), step('save', 30, 5));
const AFTER = mapOf(step('load', 4, 9, [step('parse', 19, 58)]), step('save', 36, 4));

function documentOf(report: ComparisonReport): Benchmark {
  const figures = readMeasuredMetrics(report);
  const tests = { state: 'passed' } as const;
  return createBenchmarkDocument({
    missing: figures.missing,
    tests,
    grown_step: findMostSlowedStep(BEFORE, AFTER),
    judged: judgeBenchmark(figures, [WANTED], tests),
  });
}

describe('figures of live comparisons', () => {
  test('TPB-03: have the two values and the verdict of the comparison', async () => {
    const report = await comparison(7);
    const [row] = report.comparisons;
    const { measured } = readMeasuredMetrics(report);
    expect(measured[0]).toMatchObject({
      scenario: 'work',
      metric: 'wall_time',
      unit: 'ms',
      better: 'lower',
      baseline: row?.base,
      current: row?.head,
      shown: 'better',
    });
    expect(measured[0]?.improvement).toBeCloseTo(30, 0);
  });

  test('TPB-03: are refused in another unit than that of the baseline', async () => {
    const report = await comparison(7);
    expect(() => readMeasuredMetrics(report, [{ metric: 'wall_time', unit: 's' }])).toThrow(
      'The baseline has wall_time in s, but the comparison has it in ms',
    );
    expect(readMeasuredMetrics(report, [{ metric: 'wall_time', unit: 'ms' }]).measured).not.toEqual(
      [],
    );
  });

  test('are listed as missing, with the reason, when something could not be compared', async () => {
    const report = await comparison(7);
    const [row] = report.comparisons;
    if (row === undefined) throw new Error('nothing was compared');
    const lost = { ...row, verdict: 'incomparable', base: null, reason: 'no trial ended' } as const;
    expect(readMeasuredMetrics({ ...report, comparisons: [lost] })).toEqual({
      measured: [],
      missing: [{ scenario: 'work', metric: 'wall_time', reason: 'no trial ended' }],
    });
  });
});

describe('TPB-07: benchmark-results.json', () => {
  test('contains every metric, criterion and regression', async () => {
    const document = documentOf(await comparison(13));
    expect(document).toMatchObject({
      schema: 'perf-harness/team-benchmark@1',
      comparison: null,
      criteria: [{ criterion: WANTED, verdict: 'FAIL' }],
      missing: [],
      tests: { state: 'passed' },
      grown_step: { function: 'parse' },
    });
    expect(document.metrics.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['wall_time', 'FAIL'],
      ['memory_peak', 'FAIL'],
    ]);
    expect(document.regressions).toEqual([
      { scenario: 'work', metric: 'wall_time' },
      { scenario: 'work', metric: 'memory_peak' },
    ]);
    expect(document.overall).toBe('FAIL');
  });
});

describe('TPB-08: the report of a failure', () => {
  test('names the metric, both values, the difference, and the step that grew most', async () => {
    const document = documentOf(await comparison(13));
    const messages = formatBenchmarkMessages(document);
    expect(messages).toHaveLength(3);
    expect(messages[0]).toMatch(
      /^\[work\] wall_time (?:10|9)(?:\.\d+)? ms → 1[23](?:\.\d+)? ms \(\d\d\.\d % worse\); look at parse \(src\/a\.ts:19\): 40 ms → 58 ms, \+18 ms$/u,
    );
    expect(messages[2]).toContain('criterion "wall_time improves by 20 %" is not met because');
  });

  test('is empty when nothing failed, and names failing tests', async () => {
    const document = documentOf(await comparison(7));
    expect(formatBenchmarkMessages(document)).toEqual([]);
    const tests = { state: 'failed', failing: ['adds'], message: 'exit code 1' } as const;
    expect(
      formatBenchmarkMessages({ ...document, tests: { ...tests, failing: ['adds'] } }),
    ).toEqual(['tests that passed before now fail: adds']);
  });

  test('matches a step that moved, and treats a new step as grown from zero', () => {
    expect(findMostSlowedStep(BEFORE, AFTER)).toEqual({
      function: 'parse',
      location: 'src/a.ts:19',
      before_ms: 40,
      after_ms: 58,
    });
    expect(findMostSlowedStep(BEFORE, BEFORE)).toBeNull();
    expect(findMostSlowedStep(mapOf(), BEFORE)?.before_ms).toBe(0);
  });
});
