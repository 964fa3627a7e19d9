import { join } from 'node:path';

/** Folder for the loop's artefacts in the project; its own .gitignore excludes it. */
export const ARTEFACT_FOLDER = '.optimization';

/** Absolute paths of all files stored for one target (OPT-34). */
export interface OptimizationPaths {
  /** The `.optimization` folder. */
  readonly top: string;
  readonly folder: string;
  readonly state: string;
  readonly context: string;
  readonly experiments: string;
  readonly profileScript: string;
  readonly history: string;
  readonly runs: string;
  readonly lock: string;
  /** Data of all reports. */
  readonly reportData: string;
  /** A report of the loop by its name: `report.md`. */
  readonly report: (name: string) => string;
  /** Findings of the audit that was named. */
  readonly audit: string;
  /** Answers of programs, one folder per run. */
  readonly programs: string;
  /** Path of a phase's result in a cycle, for the phases after it. */
  readonly result: (cycle: number, name: ResultName) => string;
}

/** Results stored for later phases. */
export type ResultName = 'map' | 'gate' | 'research' | 'validation' | 'execution' | 'experiments';

export function resolvePaths(root: string, slug: string): OptimizationPaths {
  const top = join(root, ARTEFACT_FOLDER);
  const folder = join(top, slug);
  return {
    top,
    folder,
    state: join(folder, 'state.json'),
    context: join(folder, 'context.md'),
    experiments: join(folder, 'experiments.tsv'),
    profileScript: join(folder, 'profile_test.sh'),
    history: join(folder, 'history.jsonl'),
    runs: join(folder, 'runs.jsonl'),
    lock: join(top, 'lock.json'),
    reportData: join(folder, 'report.json'),
    report: (name) => join(folder, name),
    audit: join(folder, 'audit.json'),
    programs: join(folder, 'programs'),
    result: (cycle, name) => join(folder, `cycle-${cycle}`, `${name}.json`),
  };
}

/** Returns the folder for a run's program answers; those of earlier runs stay, for replays. */
export function resolveRecordingsFolder(
  { programs }: OptimizationPaths,
  startedAt: string,
): string {
  return join(programs, startedAt.replace(/[:.]/gu, '-'));
}
