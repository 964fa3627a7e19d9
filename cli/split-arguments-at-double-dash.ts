/** A command line, split at `--` into arguments of perf-harness and a command. */
interface SplitArguments {
  readonly own: readonly string[];
  /** The user's own command, which is never parsed; null: there is no `--`. */
  readonly command: readonly string[] | null;
}

export function splitArgumentsAtDoubleDash(argv: readonly string[]): SplitArguments {
  const split = argv.indexOf('--');
  if (split === -1) return { own: argv, command: null };
  return { own: argv.slice(0, split), command: argv.slice(split + 1) };
}

/** True if `git bisect run` reads the exit code; it takes almost any but 0 for a bad commit. */
export function isRunByGitBisect({ own }: SplitArguments): boolean {
  return own.includes('--git-bisect');
}
