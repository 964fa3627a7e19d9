import { join } from 'node:path';
import { copyTree, listEntries } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import { runGit, splitNulSeparated } from './git/run-git.ts';

/** Installed packages, which are linked or used where they are, and caches and records of tools. */
const LEFT_OUT =
  /^(?:node_modules|\.venv|venv|env|\.git|\.perf-harness|__pycache__|\.tox|\.nox|\.(?:\w+[-_])?cache|target|coverage|\.next|\.turbo|\.yarn|\.pnpm-store)$/u;
/** Most files and bytes of an ignored file or folder; more are a cache or data by itself. */
const MOST_FILES = 2_000;
const MOST_BYTES = 50_000_000;

/**
 * Copies what git ignores and programs need to run: generated code, settings of this machine, and
 * folders that have to exist, such as an empty `data`.
 * @param top - Top of the repository, absolute.
 */
export async function copyIgnoredFiles(
  host: Host,
  top: string,
  to: string,
  signal: AbortSignal,
): Promise<void> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
  for (const entry of splitNulSeparated(await runGit(host, args, { cwd: top, signal }))) {
    if (entry.split('/').some((name) => LEFT_OUT.test(name))) continue;
    if (!entry.endsWith('/')) {
      if (host.files.sizeOf(join(top, entry)) <= MOST_BYTES)
        await copyTree(top, to, [entry], signal);
      continue;
    }
    const folder = entry.slice(0, -1);
    const files = listFewFiles(host, top, folder);
    if (files === null) continue;
    host.files.makeFolder(join(to, folder));
    await copyTree(top, to, files, signal);
  }
}

/** Returns the files below a folder, from the top; null: too many, too large, or an environment. */
function listFewFiles(host: Host, top: string, folder: string): readonly string[] | null {
  const found: string[] = [];
  let bytes = 0;
  const folders = [folder];
  for (const path of folders) {
    const entries = listEntries(join(top, path));
    // A virtual environment of Python, whatever its name is.
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) return null;
    for (const { name, kind } of entries) {
      if (LEFT_OUT.test(name)) continue;
      if (kind === 'folder') folders.push(`${path}/${name}`);
      else {
        found.push(`${path}/${name}`);
        bytes += host.files.sizeOf(join(top, path, name));
      }
      if (found.length + folders.length > MOST_FILES || bytes > MOST_BYTES) return null;
    }
  }
  return found;
}
