import { dirname } from 'node:path';
import type { Host } from '../../host.ts';
import type { ThrownError } from './load-trouble.ts';

/** Node.js's message for a missing file. */
const MISSING = /(?:ENOENT: .*?, \w+|Cannot find module) '([^']+)'/u;
const TIMEOUT_MS = 10_000;

/** Remedy for a missing file that the sparse checkout leaves out; null: the checkout has it or is not sparse. */
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
