import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { formatCliError } from '../output/format-cli-error.ts';

/** Exit codes passed to git unchanged: good, bad, and those that end its search. */
const SAID: ReadonlySet<ExitCode> = new Set([
  EXIT.ok,
  EXIT.failed,
  EXIT.interrupted,
  EXIT.terminated,
]);

/**
 * Returns the exit code of a command for `git bisect run`. Git takes every code from 1 to 127 but
 * 125 for a bad commit, so anything unknown, not built or not found must be 125: the commit is then
 * skipped.
 * @param asked.check - Throws if the request is wrong for every commit; `main` then ends the
 * search.
 */
export async function resolveGitBisectExitCode(
  { terminal }: Pick<Host, 'terminal'>,
  asked: { readonly check: () => Promise<void>; readonly command: () => Promise<ExitCode> },
): Promise<ExitCode> {
  await asked.check();
  try {
    const code = await asked.command();
    if (SAID.has(code)) return code;
    terminal.err('git bisect: skipping this commit (exit code 125): no conclusive verdict.\n');
  } catch (error) {
    terminal.err(`${textOf(error)}git bisect: skipping this commit (exit code 125).\n`);
  }
  return EXIT.untestable;
}

function textOf(error: unknown): string {
  return error instanceof UserError
    ? formatCliError(error.message, error.remedy)
    : `error: ${(error as Error).stack ?? String(error)}\n`;
}
