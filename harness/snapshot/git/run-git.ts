import type { ExecResult } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';

/** Working folder, environment and input of git. */
export interface GitOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard input; default: none. */
  readonly stdin?: string;
  readonly signal: AbortSignal;
}

/** Time limit, for a large checkout with a cold cache and LFS files to fetch. */
const TIMEOUT_MS = 600_000;
/** Maximum output, for the names of some million files. */
const MAX_OUTPUT = 200_000_000;

/**
 * Settings that keep the user's configuration from running programs or writing to the repository:
 * no hooks, watcher or shared index.
 */
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'core.untrackedCache=false',
  'core.quotePath=false',
  // Paths in snapshots may exceed the 260 characters that git supports on Windows by default.
  'core.longpaths=true',
].flatMap((setting) => ['-c', setting]);

/** Messages for a full disk; for a partly written file, git does not state the reason. */
const DISK_FULL = /no space left on device|disk quota exceeded|unable to write file/iu;

/** Runs git and returns its result, even if it failed. @throws UserError if git is missing. */
export async function tryGit(
  host: Host,
  args: readonly string[],
  { cwd, env, stdin, signal }: GitOptions,
): Promise<ExecResult> {
  signal.throwIfAborted();
  const result = await host.processes.exec({
    file: 'git',
    args: [...SETTINGS, ...args],
    cwd,
    env: {
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      // Messages are parsed, so they must be in English.
      LC_ALL: 'C',
      ...env,
    },
    ...(stdin !== undefined && { stdin }),
    timeoutMs: TIMEOUT_MS,
    maxOutput: MAX_OUTPUT,
    signal,
  });
  signal.throwIfAborted();
  if (result.exit.type === 'not-started') {
    throw new UserError({
      code: 'git-missing',
      message: `git could not be started (${result.exit.error.code}); comparisons need git to check out both sides.`,
      remedy: 'Install git, or compare two folders.',
      exitCode: EXIT.tool,
    });
  }
  return result;
}

/** Runs git and returns its output. @throws UserError with git's message if it fails. */
export async function runGit(
  host: Host,
  args: readonly string[],
  options: GitOptions,
): Promise<string> {
  const result = await tryGit(host, args, options);
  if (isSuccessful(result)) return result.stdout;
  throw new UserError({
    code: 'git-failed',
    message: `git ${args[0]} failed in ${options.cwd}${gitErrorText(result, options.cwd)}`,
    remedy: 'Fix the git error and run again.',
  });
}

/** Returns git's error message as the end of a sentence. @throws UserError if the disk is full. */
export function gitErrorText({ stderr, timedOut }: ExecResult, cwd: string): string {
  const text = stderr.trim().split('\n').slice(-5).join(' ');
  if (DISK_FULL.test(text)) throw diskFullError(cwd);
  return `${timedOut ? ' (timed out)' : ''}: ${text}`;
}

export function isSuccessful({ exit, timedOut }: ExecResult): boolean {
  return !timedOut && exit.type === 'code' && exit.code === 0;
}

/** Splits names separated by NUL, as git prints them with `-z`. */
export function splitNulSeparated(text: string): readonly string[] {
  return text.split('\0').filter((name) => name !== '');
}

export function diskFullError(folder: string): UserError {
  return new UserError({
    code: 'disk-full',
    message: `The code could not be copied: no space is left on the disk that holds ${folder}.`,
    remedy: 'Free some space on that disk, or move the cache with PERF_HARNESS_CACHE.',
    exitCode: EXIT.usage,
  });
}
