import { measureSides } from '../../../api/compare/compare.ts';
import { compareStoredResults } from '../../../api/compare/compare-stored-results.ts';
import { exitCodeForComparison } from '../../../harness/gate/exit-code-for-report.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../../../harness/model/exit-code.ts';
import { printUnsavedReport } from '../../execution/print-report-when-saving-fails.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import { openEarlyVerdictReport } from '../../output/report-verdict-before-profiling-ends.ts';
import {
  openResultSenders,
  updateHistoryAfterRun,
} from '../../output/send-results-and-update-history.ts';
import { resolveGitBisectExitCode } from '../git-bisect-exit-code.ts';
import { rejudgeSavedComparison } from '../recompute-saved-comparison-verdicts.ts';
import {
  type CompareCall,
  readCompareOptions,
  validateStaticArguments,
} from './read-compare-options.ts';

/** Compares two measured sides, two stored sides, or judges a saved comparison again. */
export function runCompare(call: CompareCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  return runUntilInterrupted(host, async (signal) => {
    const send = await openResultSenders(host, flags);
    const sides = await readCompareOptions(call, signal);
    const { config } = sides;
    const reports = readReportChoices(host, flags, [], { hasRuns: true });
    const facts = { baseline: null, root: config.root };
    const output = await openEarlyVerdictReport(host, reports, facts);
    const end = async (report: ComparisonReport): Promise<ExitCode> => {
      output.complete(report);
      await send(report);
      return exitCodeForComparison(report, options);
    };
    switch (sides.type) {
      case 'saved': {
        const { report, isAsSaved } = await rejudgeSavedComparison(
          host,
          config.stateFolder,
          sides.key,
        );
        const code = await end(report);
        // A saved comparison that its own raw values contradict is as unusable as a damaged file.
        return isAsSaved ? code : strongestExitCode([code, EXIT.baseline]);
      }
      case 'stored':
        return end(compareStoredResults(host, sides));
      case 'live': {
        const measured = measureWithProgress(host, 'compare', signal, (session, progress) =>
          measureSides(host, sides, { ...session, onVerdict: progress.aside(output.verdict) }),
        );
        const code = await end(await printUnsavedReport(measured, output.complete));
        await updateHistoryAfterRun(host, config, signal);
        return code;
      }
    }
  });
}

/** Compares like `runCompare`, with the exit codes that `git bisect run` expects. */
export function runCompareForGitBisect(call: CompareCall): Promise<ExitCode> {
  return resolveGitBisectExitCode(call.host, {
    check: () => validateStaticArguments(call),
    command: () => runCompare({ ...call, options: { ...call.options, strict: true } }),
  });
}
