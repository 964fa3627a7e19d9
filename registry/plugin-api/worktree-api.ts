/** Copies of a project in which plugins can work without affecting the project itself. */
export { copyProject } from '../../harness/snapshot/copy-project-tree.ts';
export { provideWorktreeDependencies } from '../../harness/snapshot/dependencies/worktree-dependencies.ts';
export {
  abandonedWorktreeFolders,
  claimWorktreeFolder,
} from '../../harness/snapshot/worktree-folders.ts';
