/** Git functions for plugins. */

export { findRepository, noRepository } from '../../harness/snapshot/git/git-repository.ts';
export { checkRevision, resolveRef } from '../../harness/snapshot/git/resolve-ref.ts';
export { type GitOptions, tryGit } from '../../harness/snapshot/git/run-git.ts';
export {
  gitOrNull,
  gitText,
  withClone,
} from '../../harness/snapshot/git/temporary-clone-and-git-output.ts';
