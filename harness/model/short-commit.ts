/** Hex digits of an abbreviated commit hash, unique within a repository. */
const SHORT_COMMIT = 10;

/** Abbreviates the hash of a commit, for people and commands. */
export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_COMMIT);
}
