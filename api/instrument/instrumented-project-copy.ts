import { dirname, join } from 'node:path';
import { writeText } from '../../harness/host/folder-tree-operations.ts';
import type { Host } from '../../harness/host.ts';
import { copyProject } from '../../harness/snapshot/copy-project-tree.ts';
import { isSuccessful, runGit, tryGit } from '../../harness/snapshot/git/run-git.ts';
import type { InstrumentedFile } from './plan-function-instrumentation.ts';

/** A copy of the project in its current state, whose sources may be instrumented. */
export interface InstrumentedProjectCopy {
  /** Root of the files that were copied, and root of the copy; absolute paths. */
  readonly extent: string;
  readonly top: string;
  /** Folder of the project in the copy, absolute. */
  readonly root: string;
  /** Patch for `git apply` at the top of the repository, or of the project if there is none. */
  readonly patch: string;
  /** Applies the patch. @throws UserError with git's message if it does not apply. */
  readonly apply: () => Promise<void>;
  /** Takes it back. */
  readonly revert: () => Promise<void>;
}

/** Paths stay as they are written, line ends and blanks too. */
const AS_IT_IS = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];

/**
 * Copies a project with its uncommitted files into an empty folder, and creates the patch.
 * @throws UserError if git is not installed.
 */
export async function createInstrumentedProjectCopy(
  host: Host,
  root: string,
  files: readonly InstrumentedFile[],
  folder: string,
  signal: AbortSignal,
): Promise<InstrumentedProjectCopy> {
  const {
    extent,
    top,
    prefix,
    root: copied,
  } = await copyProject(host, root, join(folder, 'copy'), signal);
  const named = files.map((file) => ({ ...file, file: join(prefix, file.file) }));
  const patch = await makePatch(host, named, join(folder, 'patch'), signal);
  const file = join(folder, 'instrumentation.patch');
  writeText(file, patch);
  // Keeps git from using a repository that surrounds the folder.
  const env = { GIT_CEILING_DIRECTORIES: dirname(top) };
  const apply = (...options: readonly string[]): Promise<string> =>
    runGit(host, [...AS_IT_IS, 'apply', '--whitespace=nowarn', ...options, file], {
      cwd: top,
      env,
      signal,
    });
  return {
    extent,
    top,
    root: copied,
    patch,
    apply: async () => {
      await apply('--check');
      await apply();
    },
    revert: async () => {
      await apply('--reverse');
    },
  };
}

/** As git writes it. */
async function makePatch(
  host: Host,
  files: readonly InstrumentedFile[],
  folder: string,
  signal: AbortSignal,
): Promise<string> {
  for (const { file, text, edited } of files) {
    writeText(join(folder, 'a', file), text);
    writeText(join(folder, 'b', file), edited);
  }
  const args = ['diff', '--no-index', '--no-prefix', '--no-color', '--no-ext-diff', '--no-renames'];
  const result = await tryGit(host, [...AS_IT_IS, ...args, 'a', 'b'], {
    cwd: folder,
    env: { GIT_CEILING_DIRECTORIES: dirname(folder) },
    signal,
  });
  // Exit code 1 means that the folders differ.
  const isMade = result.exit.type === 'code' && result.exit.code === 1 && !result.timedOut;
  if (!isMade && !isSuccessful(result)) throw new Error(`git diff failed: ${result.stderr.trim()}`);
  return result.stdout;
}
