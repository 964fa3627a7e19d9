import { dirname } from 'node:path';
import type { Host } from '../../host.ts';
import type { ThrownError } from './load-trouble.ts';

/** How Node.js names a file that is not there. */
const MISSING = /(?:ENOENT: .*?, \w+|Cannot find module) '([^']+)'/u;
const TIMEOUT_MS = 10_000;

/** What to do about a file that a module misses since a sparse checkout leaves it out; null: it does not. */
export async function sparseRemedy(host: Host, error: ThrownError): Promise<string | null> {
  const path = MISSING.exec(error.message)?.[1];
  if (path === undefined) return null;
  let folder = dirname(path);
  while (!host.files.isFolder(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const { stdout } = await host.processes.exec({
    file: 'git',
    // In an index, `S` is a file that is not to be in the working tree.
    args: ['ls-files', '-t', '--', path],
    cwd: folder,
    timeoutMs: TIMEOUT_MS,
  });
  if (!stdout.startsWith('S ')) return null;
  return 'The commit has that file, and the sparse checkout leaves it out: add its folder with "git sparse-checkout add".';
}
