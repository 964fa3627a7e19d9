import { assertNever } from '../model/assert-never.ts';
import type { PatchCheckReport } from '../model/documents/patch-check-document.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';

/** The exit code that the check of a patch ends the command with. */
export function exitCodeForPatch({ outcome }: Pick<PatchCheckReport, 'outcome'>): ExitCode {
  switch (outcome) {
    case 'faster':
      return EXIT.ok;
    case 'tests-fail':
    case 'differs':
    case 'slower':
      return EXIT.failed;
    case 'no-gain':
      return EXIT.diagnosis;
    case 'unjudged':
      return EXIT.blocked;
    default:
      return assertNever(outcome);
  }
}
