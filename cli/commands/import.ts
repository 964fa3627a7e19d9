import { importRuns } from '../../api/import/import.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type ImportWords, readImport } from '../../options/import.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';

/** `perf-harness import`: what other programs have measured, into the history of the project. */
export async function importCommand(host: Host, words: ImportWords): Promise<ExitCode> {
  const options = await readImport(host, words);
  const { paths, baseline, strict } = options;
  const targets = await openReportTargets(host, options.reports);
  const report = await telling(host, paths, () => importRuns(host, options));
  writeReports(host, targets, report, { baseline });
  return exitCodeFor(report, { strict });
}

/** Nothing is said before reading has taken this long, milliseconds. */
const QUIET_MS = 2_000;

/** Says what takes so long, where it does. */
async function telling<T>(
  { terminal }: Host,
  paths: readonly string[],
  action: () => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => {
    terminal.err(`reading ${paths.length === 1 ? paths[0] : `${paths.length} files`} …\n`);
  }, QUIET_MS);
  try {
    return await action();
  } finally {
    clearTimeout(timer);
  }
}
