import type { RunRecord } from '../model/documents/record.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';

/**
 * The runs as a baseline keeps them: the newest of each scenario, with every trial's measurements
 * but without its blocks, whose histograms would make most of a file that is meant to be committed.
 * @throws UserError where a run measured nothing, or where there is none.
 */
export function runsForBaseline(runs: readonly RunRecord[]): readonly RunRecord[] {
  if (runs.length === 0) {
    throw new UserError({
      code: 'baseline-empty',
      message: 'There are no runs to save as a baseline.',
      remedy: 'Measure something first: perf-harness run',
    });
  }
  const newest = new Map<string, RunRecord>();
  for (const run of runs) {
    const known = newest.get(run.scenario);
    if (known === undefined || known.id < run.id) newest.set(run.scenario, run);
  }
  return [...newest.values()].map(withoutBlocks).toSorted(byScenario);
}

function withoutBlocks(run: RunRecord): RunRecord {
  if (run.state === 'completed' && Object.keys(run.metrics).length > 0) {
    return {
      ...run,
      trials: run.trials.map((trial) =>
        trial.state === 'completed' ? { ...trial, blocks: [] } : trial,
      ),
    };
  }
  throw new UserError({
    code: 'baseline-unfit',
    message: `The run ${run.id} of "${run.scenario}" cannot be a baseline: it is ${run.state}${Object.keys(run.metrics).length === 0 ? ' and measured nothing' : ''}.`,
    remedy: `Measure it again: perf-harness run "${run.scenario}", or name the records to save with --run.`,
    exitCode: EXIT.baseline,
  });
}

function byScenario(a: RunRecord, b: RunRecord): number {
  return a.scenario < b.scenario ? -1 : 1;
}
