/** Digits of a commit that tell it from all others of a repository, as git itself takes them. */
const SHORT_COMMIT = 10;

/** A commit as people read it, and as commands name it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_COMMIT);
}
