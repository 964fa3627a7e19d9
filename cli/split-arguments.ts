/** A command line: what is for perf-harness, and what follows `--`. */
interface SplitArguments {
  readonly own: readonly string[];
  /** The user's own command, never ours to parse; null: there is no `--`. */
  readonly command: readonly string[] | null;
}

export function splitArguments(argv: readonly string[]): SplitArguments {
  const split = argv.indexOf('--');
  if (split === -1) return { own: argv, command: null };
  return { own: argv.slice(0, split), command: argv.slice(split + 1) };
}

/**
 * True if `git bisect run` reads the exit code; it takes almost any code but 0 for a bad commit.
 */
export function isRunByGitBisect({ own }: SplitArguments): boolean {
  return own.includes('--git-bisect');
}
