/** A suite of a thousand scenarios: what one change costs, and what it does not make of the others. */
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/rules.ts';
import { judgeGate } from '../../../harness/gate/judge-gate.ts';
import { createHost } from '../../../harness/host.ts';
import { replayComparison } from '../../../harness/live/replay.ts';
import {
  type Comparison,
  type ComparisonReport,
  comparisonReportSchema,
} from '../../../harness/model/documents/document.ts';
import type { OnInconclusive } from '../../../harness/model/scenario/on-inconclusive.ts';
import { mean } from '../../../harness/stats/quantile.ts';
import { draws } from '../../support/draws.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { gateEvidence } from '../../support/gate-evidence.ts';
import { machine, scriptedComparison } from '../../support/scripted-comparison.ts';

const COUNT = 1_000;
const SLOW = 'the slow one';
/** Spread of one unit, as a logarithm. */
const NOISE = 0.007;
/** On the scripted clock: what a unit takes, and what writing one of them takes. */
const UNIT_MS = 100;
const WRITE_MS = 1;
const PATIENCE_MS = 300_000;

const host = createHost();

interface Limits {
  readonly budgetMs: number;
  /** Of a scenario by its place, as a multiple of the noise of the others. */
  readonly noiseOf: (index: number) => number;
}

/** A comparison of so many scenarios, one of which is slower by a tenth. */
async function compared(count: number, limits: Limits | null = null) {
  const { normal } = draws(7);
  let nowMs = 0;
  let machineReads = 0;
  const saves: number[] = [];
  let last: string | null = null;
  const slowIndex = Math.floor(0.6 * count);
  const names = Array.from({ length: count }, (_, index) =>
    index === slowIndex ? SLOW : `scenario ${index}`,
  );
  const noises = new Map(names.map((name, index) => [name, limits?.noiseOf(index) ?? 1]));
  const { report, events } = await scriptedComparison({
    scenarios: names.map((name) => functionScenario({ name, measureMs: 1, warmupMs: 0 })),
    script: ({ side }, { name }) => {
      nowMs += UNIT_MS;
      const typicalMs = name === SLOW && side === 'b' ? 110 : 100;
      const noise = NOISE * (noises.get(name) ?? 1) * normal();
      return { measurements: { wall_time: typicalMs * Math.exp(noise) } };
    },
    options: { budgetMs: limits?.budgetMs ?? null },
    parts: {
      host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      readMachineState: async () => {
        machineReads += 1;
        return machine;
      },
      // What is written grows with what there is.
      save: (one) => {
        const units = one.runs.reduce((sum, { trials }) => sum + trials.length, 0);
        nowMs += units * WRITE_MS;
        saves.push(units);
        last = JSON.stringify(one);
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

const rowsOf = ({ comparisons }: ComparisonReport): readonly Comparison[] =>
  comparisons.filter(({ metric }) => metric === 'wall_time');

/** What a gate makes of it, of which nobody has asked for more than the comparison. */
function gated(report: ComparisonReport, onInconclusive: OnInconclusive = 'warn') {
  const scenarios = rowsOf(report).map(({ scenario }) => functionScenario({ name: scenario }));
  return judgeGate(gateEvidence({ scenarios, comparison: report }), {
    on_inconclusive: onInconclusive,
    report_only: false,
    require_baseline: false,
  });
}

describe('a comparison of a thousand scenarios, one of them slower by a tenth', () => {
  let many: Awaited<ReturnType<typeof compared>>;
  beforeAll(async () => {
    many = await compared(COUNT);
  }, PATIENCE_MS);

  it('finds that one, and no other', () => {
    const rows = rowsOf(many.report);
    expect(rows).toHaveLength(COUNT);
    const regressed = rows.filter(({ verdict }) => verdict === 'regressed');
    expect(regressed.map(({ scenario }) => scenario)).toEqual([SLOW]);
    expect(regressed[0]).toMatchObject({ confirmed: true, direction: 'worse' });
    expect(regressed[0]?.ratio).toBeGreaterThan(1.08);
    expect(regressed[0]?.ratio).toBeLessThan(1.12);
    expect(rows.filter(({ confirmed }) => confirmed)).toHaveLength(1);
    // What is known of the others is not just that nothing was found.
    const unchanged = rows.filter(({ verdict }) => verdict === 'unchanged');
    expect(unchanged.length).toBeGreaterThan(0.95 * COUNT);
    expect(many.report.verdict).toBe('fail');
  });

  it('takes no more pairs for each of them than a comparison of ten', {
    timeout: PATIENCE_MS,
  }, async () => {
    const few = await compared(10);
    const pairsOf = ({ report }: typeof many) =>
      rowsOf(report).map(({ screen_pairs: pairs }) => pairs);
    // The pairs that choose do not share the error with other scenarios.
    expect(mean(pairsOf(many)) / mean(pairsOf(few))).toBeLessThan(1.3);
    const slow = (one: typeof many) => rowsOf(one.report).find(({ scenario }) => scenario === SLOW);
    expect(slow(many)?.confirm_pairs).toBe(slow(few)?.confirm_pairs);
    // Confirmed is only what was a candidate: nothing is measured again for the others.
    const confirming = many.report.runs.filter(({ trials }) =>
      trials.some(({ stage }) => stage === 'confirm'),
    );
    expect(new Set(confirming.map(({ scenario }) => scenario))).toEqual(new Set([SLOW]));
  });

  it('reads the state of the machine once for each, and measures what its pairs are made of', () => {
    const { report, units, machineReads } = many;
    expect(machineReads).toBe(COUNT);
    const recorded = report.runs.reduce((sum, { trials }) => sum + trials.length, 0);
    expect(units).toBe(recorded);
    const pairs = rowsOf(report).reduce(
      (sum, { screen_pairs: screen, confirm_pairs: confirm }) => sum + 1 + screen + confirm,
      0,
    );
    expect(units).toBe(2 * pairs);
    expect(units).toBeLessThan((2 * COUNT * (1 + (DEFAULT_RULES.screen_looks.at(-1) ?? 0))) / 4);
  });

  it('writes no more than a small share of the time, however large the record is', () => {
    const { saves, units } = many;
    // But for the last two: one had no time to rest after it, the other is always written.
    const written = saves.slice(0, -2).reduce((sum, one) => sum + one, 0);
    expect(written * WRITE_MS).toBeLessThan((units * UNIT_MS) / 19);
    expect(saves.length).toBeLessThan(COUNT / 2);
    expect(saves.at(-1)).toBe(units);
  });

  it('is judged alike again from what was written', { timeout: PATIENCE_MS }, () => {
    const again = replayComparison(many.last);
    expect(again.comparisons).toEqual(many.last.comparisons);
    expect(again.verdict).toBe('fail');
    expect(again.findings).toEqual(many.last.findings);
  });

  it('is one gate, which that one fails, and which says first how to see it again', () => {
    const { checks, verdict, exitCode } = gated(many.report);
    expect({ verdict, exitCode }).toEqual({ verdict: 'fail', exitCode: 1 });
    expect(checks).toHaveLength(COUNT);
    const [first, ...others] = checks;
    expect(first).toMatchObject({
      outcome: 'fail',
      scenario: SLOW,
      reproduce: `perf-harness compare abc '${SLOW}'`,
    });
    const passed = others.filter(({ outcome }) => outcome === 'pass');
    const open = others.filter(({ outcome }) => outcome === 'undecided');
    expect(passed.length).toBeGreaterThan(0.95 * COUNT);
    expect(passed.length + open.length).toBe(others.length);
  });
});

describe('a gate of a thousand scenarios in limited time', () => {
  /** What every scenario needs for its first look: a pair of the warm-up, and those of the look. */
  const leastMs = COUNT * (1 + Math.min(...DEFAULT_RULES.screen_looks)) * 2 * UNIT_MS;

  it('looks at every scenario, then gives the time to those of which the least is known', {
    timeout: PATIENCE_MS,
  }, async () => {
    const budgetMs = 2 * leastMs;
    const noisy = (index: number): boolean => index % 20 === 0;
    const { report, spentMs, saves } = await compared(COUNT, {
      budgetMs,
      noiseOf: (index) => (noisy(index) ? 2 : 1),
    });
    // Beyond it only the pair that was under way, and the record that is written at last.
    expect(spentMs).toBeLessThan(budgetMs + 2 * UNIT_MS + (saves.at(-1) ?? 0) * WRITE_MS);
    const rows = rowsOf(report);
    const least = Math.min(...DEFAULT_RULES.screen_looks);
    expect(Math.min(...rows.map(({ screen_pairs: pairs }) => pairs))).toBe(least);
    const meanPairs = (wanted: boolean): number =>
      mean(
        rows
          .filter(({ scenario }, index) => scenario !== SLOW && noisy(index) === wanted)
          .map(({ screen_pairs: pairs }) => pairs),
      );
    expect(meanPairs(true)).toBeGreaterThan(1.5 * meanPairs(false));
    const { checks, exitCode } = gated(report);
    expect(exitCode).toBe(1);
    const failed = checks.filter(({ outcome }) => outcome === 'fail');
    expect(failed.map(({ scenario }) => scenario)).toEqual([SLOW]);
  });

  it('takes turns where the time is too short for a look, and knows nothing of any of them', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { report } = await compared(COUNT, { budgetMs: leastMs / 2, noiseOf: () => 1 });
    const heads = report.runs.filter(({ side }) => side === 'b');
    const pairs = heads.map(({ trials }) => trials.length);
    expect(heads).toHaveLength(COUNT);
    expect(Math.max(...pairs) - Math.min(...pairs)).toBe(1);
    const { checks, verdict, exitCode } = gated(report);
    expect({ verdict, exitCode }).toEqual({ verdict: 'inconclusive', exitCode: 0 });
    expect(checks).toHaveLength(COUNT);
    expect(new Set(checks.map(({ outcome }) => outcome))).toEqual(new Set(['undecided']));
    expect(gated(report, 'fail').exitCode).toBe(3);
  });
});
