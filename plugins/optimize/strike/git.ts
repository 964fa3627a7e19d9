import { git as gitProgram, type Host, UserError } from 'perf-harness/plugin';
import { lastWords } from './last-words.ts';

/** What git prints, without the last line's end; null where it ends with an error. */
export async function gitOrNull(
  host: Host,
  args: readonly string[],
  options: gitProgram.GitOptions,
): Promise<string | null> {
  const { exit, stdout, timedOut } = await gitProgram.tryGit(host, args, options);
  return !timedOut && exit.type === 'code' && exit.code === 0 ? stdout.replace(/\n$/u, '') : null;
}

/** The same for what has no business failing. @throws UserError with git's own words. */
export async function git(
  host: Host,
  args: readonly string[],
  options: gitProgram.GitOptions,
): Promise<string> {
  const { exit, stdout, stderr, timedOut } = await gitProgram.tryGit(host, args, options);
  if (!timedOut && exit.type === 'code' && exit.code === 0) return stdout.replace(/\n$/u, '');
  throw new UserError({
    code: 'git-failed',
    message: `git ${args[0]} failed in ${options.cwd}${timedOut ? ' (time limit)' : ''}: ${lastWords(stderr)}`,
    remedy: 'Mend what git says and run again.',
  });
}
