/** Copies of a project that plugins may work in; nothing of it happens in the project itself. */
export { copyProject } from '../../harness/snapshot/copy-project.ts';
export { provideWorktreeDependencies } from '../../harness/snapshot/dependencies/worktree-dependencies.ts';
export {
  abandonedWorktreeFolders,
  claimWorktreeFolder,
} from '../../harness/snapshot/worktree-folders.ts';
