import { assertNever } from '../model/assert-never.ts';
import type { CapacityReport } from '../model/documents/capacity-document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../model/exit-code.ts';
import { codesOfBlocked, type ExitCodeOptions } from './exit-code-for.ts';

/** The exit code that a capacity search ends the command with. */
export function exitCodeForCapacity(
  { outcome, findings }: Pick<CapacityReport, 'outcome' | 'findings'>,
  { strict }: ExitCodeOptions,
): ExitCode {
  switch (outcome) {
    case 'found':
      return EXIT.ok;
    case 'lower-bound':
    case 'undecided':
      return strict ? EXIT.inconclusive : EXIT.ok;
    case 'none-kept':
      return EXIT.failed;
    case 'failed':
      return EXIT.target;
    case 'blocked':
      return strongestExitCode(codesOfBlocked({ findings }));
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(outcome);
  }
}
