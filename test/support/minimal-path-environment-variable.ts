import { existsSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Returns a PATH with git and Node.js only. */
export function createMinimalExecutablePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-path-'));
  symlinkSync(process.execPath, join(folder, 'node'));
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'git'));
  const git = found.find((path) => existsSync(path));
  if (git === undefined) throw new Error('no git');
  symlinkSync(git, join(folder, 'git'));
  return folder;
}
