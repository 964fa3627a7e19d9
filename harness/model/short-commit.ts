/** Digits of a commit that tell it from all others of a repository. */
const SHORT_COMMIT = 12;

export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_COMMIT);
}
