import type { ComparisonReport, Report } from '../model/document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../model/exit-code.ts';

/** The exit code that a report of runs ends the command with. */
export function exitCodeFor(report: Report, options: { readonly strict: boolean }): ExitCode {
  const codes: ExitCode[] = [];
  for (const run of report.runs) {
    if (run.state === 'interrupted') codes.push(EXIT.interrupted);
    if (run.state === 'failed') codes.push(EXIT.target);
    if (run.verdict === 'fail' && run.state === 'completed') codes.push(EXIT.failed);
    if (run.verdict === 'inconclusive' && options.strict) codes.push(EXIT.inconclusive);
  }
  return strongestExitCode(codes);
}

/** The exit code that a comparison ends the command with. */
export function exitCodeForComparison(
  { verdict }: Pick<ComparisonReport, 'verdict'>,
  options: { readonly strict: boolean },
): ExitCode {
  if (verdict === 'fail') return EXIT.failed;
  if (verdict === 'incomparable') return EXIT.baseline;
  return verdict === 'inconclusive' && options.strict ? EXIT.inconclusive : EXIT.ok;
}
