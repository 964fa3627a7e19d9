/** Gates of many scenarios, with names as long as names get. */
import type { GateCheck, GateReport } from '../../harness/model/documents/gate-document.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { goldenDocuments } from '../../tools/golden/golden-documents.ts';

/** Half of the checks fail; every scenario has a name as long as names get. */
export function createLargeGateReport(count = 1_000): GateReport {
  const gate = goldenDocuments()['gate-failed'];
  const comparison = gate.comparison;
  const [timeComparison] =
    comparison?.comparisons.filter(({ metric }) => metric === 'wall_time') ?? [];
  const [check] = gate.checks.filter(({ type }) => type === 'change');
  if (comparison === null || timeComparison === undefined || check === undefined)
    throw new Error('no change');
  const names = Array.from({ length: count }, (_, index) => `${index} ${'n'.repeat(150)}`);
  const checks = names.map((scenario, index): GateCheck => {
    const outcome = index < count / 2 ? 'fail' : 'pass';
    return { ...check, scenario, outcome, reproduce: `${check.reproduce} ${index}` } as GateCheck;
  });
  const comparisons = names.map((scenario) => ({ ...timeComparison, scenario }));
  return { ...gate, checks, comparison: { ...comparison, comparisons } };
}

/** Units of two sides: a warm-up and 19 pairs, with 21 blocks in each unit. */
const PAIRS = 20;
const BLOCKS = 21;

/** Adds its runs to a gate; they share their contents. */
export function addRuns(gate: GateReport): GateReport {
  const { comparison } = gate;
  const [a, b] = comparison?.runs ?? [];
  const completedTrial = a?.trials.find(({ state }) => state === 'completed') as
    | CompletedTrial
    | undefined;
  const [block] = completedTrial?.blocks ?? [];
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
  const trials = Array.from({ length: PAIRS }, (_, pair) => ({ ...completedTrial, pair, blocks }));
  const runs = gate.checks.flatMap(({ scenario }) =>
    [a, b].map((run) => ({
      ...run,
      scenario: scenario ?? '',
      trials: trials.map((trial) => ({ ...trial, side: run.side })),
    })),
  );
  return { ...gate, comparison: { ...comparison, runs } } as GateReport;
}
