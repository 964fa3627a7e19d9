import type { Host } from '../../host.ts';
import { type GitOptions, isFine, runGit, tryGit } from './run-git.ts';

/** Output of git without the end of its last line. @throws UserError with git's own words. */
export async function gitText(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  return withoutEnd(await runGit(host, args, options));
}

/** The same; null where git ends with an error. */
export async function gitOrNull(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string | null> {
  const result = await tryGit(host, args, options);
  return isFine(result) ? withoutEnd(result.stdout) : null;
}

function withoutEnd(text: string): string {
  return text.replace(/\n$/u, '');
}
