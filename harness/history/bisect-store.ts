import { join } from 'node:path';
import type { Host } from '../host.ts';
import type { BisectReport } from '../model/documents/bisect-document.ts';
import { keepNewest } from './keep-newest.ts';
import { laterMoment, stampOf } from './later-moment.ts';
import { bisectionsFolder, ensureStateFolder } from './state-folder.ts';

/** Bisections that are kept: each holds every unit's raw values. */
const KEEP = 20;

/** The bisections of a project, one file each under `.perf-harness/bisections/`. */
export interface BisectStore {
  /** @returns The path of the file. */
  readonly save: (report: BisectReport) => string;
}

export function createBisectStore(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): BisectStore {
  const folder = bisectionsFolder(stateFolder);
  return {
    save: (report) => {
      ensureStateFolder(files, stateFolder, folder);
      const kept = files.list(folder).filter((name) => name.endsWith('.json'));
      const stamp = stampOf(laterMoment(clock.now(), kept));
      const path = join(folder, `${stamp}-${report.seed.toString(16)}.json`);
      files.writeAtomic(path, `${JSON.stringify(report)}\n`);
      const paths = kept.map((name) => join(folder, name));
      keepNewest(files, paths, KEEP, path);
      return path;
    },
  };
}
