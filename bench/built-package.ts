import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Absolute path of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The compiled command line, as it is published. */
export const BIN = join(ROOT, 'dist/cli/bin.js');

/** Compiles the package, so that what is measured is what the sources say. */
export function buildPackage(): void {
  const { status } = spawnSync(process.execPath, ['tools/build.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the build failed');
}

/** Address of a compiled module, to import it by; `path` starts below the package's `dist`. */
export function built(path: string): string {
  return pathToFileURL(join(ROOT, 'dist', path)).href;
}
