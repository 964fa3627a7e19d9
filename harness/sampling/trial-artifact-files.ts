import { join } from 'node:path';
import { readChangeTime } from '../host/folder-tree-operations.ts';
import {
  createProcessOwnedName,
  isAbandoned,
} from '../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../host.ts';
import type { PlannedTrial } from '../model/executor.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';
import type { CompletedTrial, Trial } from '../model/trial.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { isMeasuredTrial } from './summarise-and-judge-run-record.ts';

/** Folder with files of a trial that are stored with the record. */
export interface TrialFiles {
  readonly trial: number;
  readonly folder: string;
}

/** Returns the folder, within that of the run, for files of a trial that are to be stored. */
export function trialFilesFolder(
  runFolder: string,
  { index, pass }: Pick<PlannedTrial, 'index' | 'pass'>,
): string {
  // Trials of a group are numbered together, but separate passes are not.
  return join(runFolder, pass === undefined ? `kept-${index}` : `kept-${pass}-${index}`);
}

/** Returns the files that are stored: those of the median trial, and of traced trials. */
export function selectTrialFiles(
  scenario: Scenario,
  trials: readonly Trial[],
  runFolder: string,
): readonly TrialFiles[] {
  const representative = medianTrial(trials, primaryMetric(scenario));
  const traced = trials.filter(({ pass, state }) => pass === 'trace' && state === 'completed');
  return [...(representative === null ? [] : [representative]), ...traced].map((trial) => ({
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

/** Folder of one command for files left by its units. */
interface RunFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Creates a short temporary folder, for paths of sockets; removes folders of killed commands. */
export function openTemporaryRunFolder(host: Host): RunFolder {
  const parent = join(host.temporaryFolder, `perf-harness-${host.system.userName()}`);
  for (const name of host.files.list(parent)) {
    const folder = join(parent, name);
    if (isAbandoned(host, name, readChangeTime(folder))) host.files.removeIfAllowed(folder);
  }
  const path = join(parent, createProcessOwnedName(host));
  host.files.makeFolder(path);
  return { path, remove: () => void host.files.removeIfAllowed(path) };
}
