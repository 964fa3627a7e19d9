/** A suite of many scenarios: the cost of a single change, no effect on others' verdicts. */
import { expect } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeGate } from '../../../harness/gate/judge-gate.ts';
import { createHost } from '../../../harness/host.ts';
import {
  type Comparison,
  type ComparisonReport,
  comparisonReportSchema,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { InconclusivePolicy } from '../../../harness/model/scenario/inconclusive-gate-policy.ts';
import { mean } from '../../../harness/stats/descriptive-statistics.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { gateEvidence } from '../../support/gate-evidence-without-measurements.ts';
import { createDraws } from '../../support/random-draws.ts';
import { machineState, runScriptedComparison } from '../../support/scripted-comparison.ts';

export const SLOW_SCENARIO = 'the slow one';
/** Spread of one unit, as a logarithm. */
const NOISE = 0.007;
/** Time of a unit and of writing one unit, on the scripted clock, milliseconds. */
export const UNIT_MS = 100;
export const WRITE_MS = 1;
export const TEST_TIMEOUT_MS = 300_000;

const host = createHost();

interface Limits {
  readonly budgetMs: number;
  /** Noise of a scenario by its index, as a multiple of the noise of the others. */
  readonly noiseOf: (index: number) => number;
}

/** Compares this many scenarios, one of which is 10 % slower. */
export async function compareLargeSuite(count: number, limits: Limits | null = null) {
  const { normal } = createDraws(7);
  let nowMs = 0;
  let machineReads = 0;
  const saves: number[] = [];
  let last: string | null = null;
  const slowIndex = Math.floor(0.6 * count);
  const names = Array.from({ length: count }, (_, index) =>
    index === slowIndex ? SLOW_SCENARIO : `scenario ${index}`,
  );
  const noises = new Map(names.map((name, index) => [name, limits?.noiseOf(index) ?? 1]));
  const { report, events } = await runScriptedComparison({
    scenarios: names.map((name) => functionScenario({ name, measureMs: 1, warmupMs: 0 })),
    script: ({ side }, { name }) => {
      nowMs += UNIT_MS;
      const typicalMs = name === SLOW_SCENARIO && side === 'b' ? 110 : 100;
      const noise = NOISE * (noises.get(name) ?? 1) * normal();
      return { measurements: { wall_time: typicalMs * Math.exp(noise) } };
    },
    options: { budgetMs: limits?.budgetMs ?? null },
    parts: {
      host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      readMachineState: async () => {
        machineReads += 1;
        return machineState;
      },
      // The cost of saving grows with the number of trials.
      save: (report) => {
        const units = report.runs.reduce((sum, { trials }) => sum + trials.length, 0);
        nowMs += units * WRITE_MS;
        saves.push(units);
        last = JSON.stringify(report);
      },
    },
  });
  const units = events.filter(({ event }) => event === 'measure').length;
  return {
    report,
    last: comparisonReportSchema.parse(JSON.parse(last ?? 'null')),
    saves,
    units,
    machineReads,
    spentMs: nowMs,
  };
}

export const selectWallTimeComparisons = ({
  comparisons,
}: ComparisonReport): readonly Comparison[] =>
  comparisons.filter(({ metric }) => metric === 'wall_time');

/** Judges the comparison as a gate, with nothing else requested. */
export function judgeLargeSuite(
  report: ComparisonReport,
  onInconclusive: InconclusivePolicy = 'warn',
) {
  const scenarios = selectWallTimeComparisons(report).map(({ scenario }) =>
    functionScenario({ name: scenario }),
  );
  return judgeGate(gateEvidence({ scenarios, comparison: report }), {
    on_inconclusive: onInconclusive,
    report_only: false,
    require_baseline: false,
  });
}

/** Returns the time to all first interim analyses: a warm-up pair and the analysis's pairs. */
export const computeMinimumTimeMs = (count: number): number =>
  count * (1 + Math.min(...DEFAULT_RULES.screen_looks)) * 2 * UNIT_MS;

export type LargeSuiteComparison = Awaited<ReturnType<typeof compareLargeSuite>>;

/** Expects that the slow scenario regressed, and no other. */
export function expectOnlySlowRegressed(many: LargeSuiteComparison, count: number): void {
  const rows = selectWallTimeComparisons(many.report);
  expect(rows).toHaveLength(count);
  const regressed = rows.filter(({ verdict }) => verdict === 'regressed');
  expect(regressed.map(({ scenario }) => scenario)).toEqual([SLOW_SCENARIO]);
  expect(regressed[0]).toMatchObject({ confirmed: true, direction: 'worse' });
  expect(regressed[0]?.ratio).toBeGreaterThan(1.08);
  expect(regressed[0]?.ratio).toBeLessThan(1.12);
  expect(rows.filter(({ confirmed }) => confirmed)).toHaveLength(1);
  // The other scenarios are shown to be unchanged, not merely inconclusive.
  const unchanged = rows.filter(({ verdict }) => verdict === 'unchanged');
  expect(unchanged.length).toBeGreaterThan(0.95 * count);
  expect(many.report.verdict).toBe('fail');
}

/** Expects twice as noisy scenarios to get more pairs, with time for two interim analyses each. */
export async function expectMorePairsForNoisy(count: number): Promise<void> {
  const budgetMs = 2 * computeMinimumTimeMs(count);
  const noisy = (index: number): boolean => index % 20 === 0;
  const { report, spentMs, saves } = await compareLargeSuite(count, {
    budgetMs,
    noiseOf: (index) => (noisy(index) ? 2 : 1),
  });
  // Beyond it only the pair that was under way, and the record that is written at last.
  expect(spentMs).toBeLessThan(budgetMs + 2 * UNIT_MS + (saves.at(-1) ?? 0) * WRITE_MS);
  const rows = selectWallTimeComparisons(report);
  const least = Math.min(...DEFAULT_RULES.screen_looks);
  expect(Math.min(...rows.map(({ screen_pairs: pairs }) => pairs))).toBe(least);
  const meanPairs = (wanted: boolean): number =>
    mean(
      rows
        .filter(({ scenario }, index) => scenario !== SLOW_SCENARIO && noisy(index) === wanted)
        .map(({ screen_pairs: pairs }) => pairs),
    );
  expect(meanPairs(true)).toBeGreaterThan(1.5 * meanPairs(false));
  const { checks, exitCode } = judgeLargeSuite(report);
  expect(exitCode).toBe(1);
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  expect(failed.map(({ scenario }) => scenario)).toEqual([SLOW_SCENARIO]);
}
