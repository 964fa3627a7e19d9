import { join } from 'node:path';
import type { PlannedTrial } from '../model/executor.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';
import type { CompletedTrial, Trial } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { isMeasuredTrial } from './summarise-and-judge-run-record.ts';

/** Files that one trial left for the record. */
export interface TrialFiles {
  readonly trial: number;
  readonly folder: string;
}

/** Returns the folder, within that of the run, for files of a trial that are to be stored. */
export function trialFilesFolder(
  runFolder: string,
  { index, pass }: Pick<PlannedTrial, 'index' | 'pass'>,
): string {
  // Scenarios of one group share one numbering of trials, but separate passes do not.
  return join(runFolder, pass === undefined ? `kept-${index}` : `kept-${pass}-${index}`);
}

/** Returns the trials whose files are stored: the scenario's representative, and traced trials. */
export function selectTrialFiles(
  scenario: Scenario,
  trials: readonly Trial[],
  runFolder: string,
): readonly TrialFiles[] {
  const middle = medianTrial(trials, primaryMetric(scenario));
  const traced = trials.filter(({ pass, state }) => pass === 'trace' && state === 'completed');
  return [...(middle === null ? [] : [middle]), ...traced].map((trial) => ({
    trial: trial.index,
    folder: trialFilesFolder(runFolder, trial),
  }));
}

/** Returns the trial whose value is closest to the median; null if none has a value. */
export function medianTrial(trials: readonly Trial[], metric: string): CompletedTrial | null {
  const withValue = trials.filter(isMeasuredTrial).flatMap((trial) => {
    const value = trial.measurements[metric];
    return value === undefined ? [] : [{ trial, value }];
  });
  const center = median(withValue.map(({ value }) => value));
  const nearest = withValue.toSorted(
    (sample, other) => Math.abs(sample.value - center) - Math.abs(other.value - center),
  )[0];
  return nearest?.trial ?? null;
}
