import '../../../harness/loader/register-self.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { type ReportWords, readReports } from '../../../options/groups/reports.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { readLoopReport } from './read-loop-report.ts';

// Plugins import the public entry by its name, which has to mean this program first.
const load = () => import('../../../plugins/optimize/status.ts');

/** `perf-harness optimize status`. */
export async function optimizeStatus(host: Host): Promise<ExitCode> {
  host.terminal.out(`${(await load()).statusText(host, host.cwd)}\n`);
  return EXIT.ok;
}

/**
 * `perf-harness optimize report`: renders what was written; nothing is measured.
 * @throws UserError where there is none, or several could be meant.
 */
export async function optimizeReport(
  host: Host,
  slug: string | undefined,
  words: ReportWords,
): Promise<ExitCode> {
  const document = await readLoopReport(host, slug);
  const targets = await openReportTargets(host, readReports(host, words));
  writeReports(host, targets, document, {});
  return EXIT.ok;
}

/** `perf-harness optimize clean`. */
export async function optimizeClean(host: Host, slug: string | undefined): Promise<ExitCode> {
  const removed = (await load()).cleanArtefacts(host, host.cwd, slug);
  host.terminal.err(
    removed.length === 0 ? 'Nothing to remove.\n' : `Removed: ${removed.join(', ')}\n`,
  );
  return EXIT.ok;
}
