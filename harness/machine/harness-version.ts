import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import { tryReadFile } from './read-optional-kernel-files.ts';

/** Returns the version of the running perf-harness, both from its sources and compiled. */
export function harnessVersion(host: Host): string {
  // The nearest package.json above this file, wherever compiling has put it.
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const text = tryReadFile(host.files, join(folder, 'package.json'));
    if (text !== null) return (JSON.parse(text) as { readonly version: string }).version;
    if (dirname(folder) === folder) return 'unknown';
  }
}
