import { measureSides } from '../../api/compare/compare.ts';
import { compareStoredSides } from '../../api/compare/compare-stored-sides.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../../harness/model/exit-code.ts';
import { type CompareOptions, type CompareWords, readCompare } from '../../options/compare.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';
import { replay } from './replay.ts';

/** `perf-harness compare`: two sides measured against each other, or two stored ones. */
export function compareCommand(host: Host, words: CompareWords): Promise<ExitCode> {
  return untilInterrupted(host, async (signal) =>
    compareSides(host, await readCompare(host, words, signal), signal),
  );
}

async function compareSides(
  host: Host,
  options: CompareOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { config, strict } = options;
  const targets = await openReportTargets(host, options.reports);
  const tell = (report: ComparisonReport): ExitCode => {
    writeReports(host, targets, report, { baseline: null, root: config.root });
    return exitCodeForComparison(report, { strict });
  };
  switch (options.type) {
    case 'saved': {
      const { report, isAsSaved } = await replay(host, config.stateFolder, options.key);
      const code = tell(report);
      // What its own raw values do not bear out is as little to be judged by as a damaged file.
      return isAsSaved ? code : strongestExitCode([code, EXIT.baseline]);
    }
    case 'stored':
      return tell(compareStoredSides(host, options));
    case 'live': {
      const measured = measuring(host, 'compare', signal, (session) =>
        measureSides(host, options, session),
      );
      return tell(await tellUnsaved(measured, tell));
    }
  }
}
