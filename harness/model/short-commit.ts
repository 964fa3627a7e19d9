/** Hex digits of an abbreviated commit hash, unique within a repository. */
const SHORT_COMMIT = 10;

/** A commit as people read it, and as commands name it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_COMMIT);
}
