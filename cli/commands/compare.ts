import { measureSides } from '../../api/compare/compare.ts';
import { compareStoredSides } from '../../api/compare/compare-stored-sides.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../../harness/model/exit-code.ts';
import { type CompareOptions, type CompareWords, readCompare } from '../../options/compare.ts';
import { type OtlpWords, readOtlp } from '../../options/groups/otlp.ts';
import { keepMeasured } from '../output/keep-history.ts';
import { sendOtlp } from '../output/send-otlp.ts';
import { openVerdictFirst } from '../output/verdict-first.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';
import { tellUnsaved } from '../under-way/tell-unsaved.ts';
import { replay } from './replay.ts';

/** `perf-harness compare`: two sides measured against each other, or two stored ones. */
export function compareCommand(host: Host, words: CompareWords & OtlpWords): Promise<ExitCode> {
  return untilInterrupted(host, async (signal) => {
    const otlp = readOtlp(host, words);
    let told: ComparisonReport | null = null;
    const onTold = (report: ComparisonReport): void => {
      told = report;
    };
    const options = await readCompare(host, words, signal);
    const code = await compareSides(host, options, signal, onTold);
    if (told !== null) await sendOtlp(host, otlp, told);
    if (options.type === 'live') await keepMeasured(host, options.config, signal);
    return code;
  });
}

async function compareSides(
  host: Host,
  options: CompareOptions,
  signal: AbortSignal,
  onTold: (report: ComparisonReport) => void,
): Promise<ExitCode> {
  const { config, strict } = options;
  const facts = { baseline: null, root: config.root };
  const told = await openVerdictFirst(host, options.reports, facts);
  const tell = (report: ComparisonReport): ExitCode => {
    told.whole(report);
    onTold(report);
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
      const measured = measuring(host, 'compare', signal, (session, progress) =>
        measureSides(host, options, { ...session, onVerdict: progress.aside(told.verdict) }),
      );
      return tell(await tellUnsaved(measured, tell));
    }
  }
}
