import type { Report } from '../model/document.ts';
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
