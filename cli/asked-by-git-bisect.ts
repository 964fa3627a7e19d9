/**
 * Whether the exit code is an answer to `git bisect run`, which takes nearly every other one than 0
 * for a bad commit. What follows `--` is the user's own command.
 */
export function isAskedByGitBisect(argv: readonly string[]): boolean {
  const split = argv.indexOf('--');
  return (split === -1 ? argv : argv.slice(0, split)).includes('--git-bisect');
}
