import { measureSides } from '../../../api/compare/compare.ts';
import { compareStoredSides } from '../../../api/compare/compare-stored-sides.ts';
import { exitCodeForComparison } from '../../../harness/gate/report-exit-code.ts';
import type { ComparisonReport } from '../../../harness/model/documents/comparison-document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { keepMeasured, openSenders } from '../../output/send-results.ts';
import { openVerdictFirst } from '../../output/verdict-first.ts';
import { measuring, untilInterrupted } from '../../under-way/measuring.ts';
import { tellUnsaved } from '../../under-way/tell-unsaved.ts';
import { answerGitBisect } from '../answer-git-bisect.ts';
import { replay } from '../replay.ts';
import { type CompareCall, checkAnyCommit, readCompare } from './read-compare.ts';

/** Compares two measured sides, two stored sides, or judges a saved comparison again. */
export function runCompare(call: CompareCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  return untilInterrupted(host, async (signal) => {
    const send = await openSenders(host, flags);
    const sides = await readCompare(call, signal);
    const { config } = sides;
    const reports = readReports(host, flags, [], { hasRuns: true });
    const told = await openVerdictFirst(host, reports, { baseline: null, root: config.root });
    const end = async (report: ComparisonReport): Promise<ExitCode> => {
      told.whole(report);
      await send(report);
      return exitCodeForComparison(report, options);
    };
    switch (sides.type) {
      case 'saved': {
        const { report, isAsSaved } = await replay(host, config.stateFolder, sides.key);
        const code = await end(report);
        // A saved comparison that its own raw values contradict is as unusable as a damaged file.
        return isAsSaved ? code : strongestExitCode([code, EXIT.baseline]);
      }
      case 'stored':
        return end(compareStoredSides(host, sides));
      case 'live': {
        const measured = measuring(host, 'compare', signal, (session, progress) =>
          measureSides(host, sides, { ...session, onVerdict: progress.aside(told.verdict) }),
        );
        const code = await end(await tellUnsaved(measured, told.whole));
        await keepMeasured(host, config, signal);
        return code;
      }
    }
  });
}

/** Compares like `runCompare`, with the exit codes that `git bisect run` expects. */
export function runForGitBisect(call: CompareCall): Promise<ExitCode> {
  return answerGitBisect(call.host, {
    check: () => checkAnyCommit(call),
    command: () => runCompare({ ...call, options: { ...call.options, strict: true } }),
  });
}
