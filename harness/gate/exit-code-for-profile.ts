import { assertNever } from '../model/assert-never.ts';
import type { ProfileReport } from '../model/documents/profile-document.ts';
import { EXIT, type ExitCode } from '../model/exit-code.ts';

/** The exit code that profiling ends the command with. */
export function exitCodeForProfile({ state }: Pick<ProfileReport, 'state'>): ExitCode {
  switch (state) {
    case 'completed':
      return EXIT.ok;
    case 'failed':
      return EXIT.target;
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(state);
  }
}
