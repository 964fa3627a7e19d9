import {
  type BisectListener,
  bisectProject,
} from '../../../api/bisect/bisect-scenario-and-save-report.ts';
import { exitCodeForBisect } from '../../../harness/gate/exit-code-for-report.ts';
import type { Host } from '../../../harness/host.ts';
import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { printNotice } from '../../../registry/print-stderr-notice.ts';
import { formatChange } from '../../../reports/format-quantity.ts';
import { plural } from '../../../reports/text/sentence-parts.ts';
import type { ProgressDisplay } from '../../execution/measurement-progress-display.ts';
import { printUnsavedReport } from '../../execution/print-report-when-saving-fails.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import { type BisectCall, readBisectOptions } from './read-bisect-options.ts';

/** Finds which commit, package or variable made the difference. */
export async function runBisect(call: BisectCall): Promise<ExitCode> {
  const { host, flags } = call;
  const options = await readBisectOptions(call);
  const reports = readReportChoices(host, flags, options.config.reporters);
  const targets = await openReportTargets(host, reports);
  return runUntilInterrupted(host, async (signal) => {
    const print = (report: BisectReport): void =>
      writeReports(host, targets, report, { baseline: null });
    const measured = measureWithProgress(host, 'bisect', signal, (session, progress) =>
      bisectProject(host, options, session, createBisectProgress(host, progress)),
    );
    const report = await printUnsavedReport(measured, print);
    print(report);
    return exitCodeForBisect(report);
  });
}

/** Prints the searched changes on stderr, and after each step those that remain. */
export function createBisectProgress(
  host: Host,
  progress: ProgressDisplay,
): Required<BisectListener> {
  const say = (text: string): void => {
    progress.end();
    printNotice(host, text);
  };
  return {
    onChanges: (changes) => {
      say(
        `bisect: ${plural(changes.length, 'change')} between good and bad; measuring both ends first`,
      );
    },
    onStep: ({ at, pairs, ratio, untestable, left, likeliest }, changes) => {
      const place = changes[at - 1]?.label ?? '';
      const found =
        untestable !== null
          ? 'cannot be measured'
          : `${plural(pairs.length, 'pair')}${ratio === null ? '' : `, ${formatChange(ratio)} vs. good`}`;
      const likely = changes[likeliest.last - 1]?.label ?? '';
      const sure = Math.round(100 * Math.min(1, likeliest.probability));
      say(
        `bisect: ${place}: ${found}; ${left.last - left.first + 1} of ${changes.length} left, likeliest ${likely} (${sure} %)`,
      );
    },
  };
}
