import { assertNever } from '../model/assert-never.ts';
import type { BisectReport } from '../model/documents/bisect-document.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';
import { exitCodeForComparison } from './exit-code-for.ts';

/** The exit code that a bisection ends the command with: 3 where it was asked and has no answer. */
export function exitCodeForBisect({
  outcome,
  ends,
}: Pick<BisectReport, 'outcome' | 'ends'>): ExitCode {
  switch (outcome) {
    case 'found':
    case 'range':
    case 'ends-alike':
      return EXIT.ok;
    case 'ends-undecided':
    case 'not-confirmed':
    case 'undecided':
      return EXIT.inconclusive;
    case 'ends-incomparable':
      return exitCodeForComparison({ ...ends, verdict: 'incomparable' }, { strict: true });
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(outcome);
  }
}
