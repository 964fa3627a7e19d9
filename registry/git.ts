/** What plugins may ask of git. */
export { gitOrNull, gitText } from '../harness/snapshot/git/git-text.ts';
export { findRepository, noRepository } from '../harness/snapshot/git/repository.ts';
export { checkRevision, resolveRef } from '../harness/snapshot/git/resolve-ref.ts';
export { type GitOptions, tryGit } from '../harness/snapshot/git/run-git.ts';
export { withClone } from '../harness/snapshot/git/with-clone.ts';
