import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Absolute path of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The compiled command line, as it is published. */
export const BIN = join(ROOT, 'dist/cli/bin.js');

/** Compiles the package, so that measurements reflect the current sources. */
export function buildPackage(): void {
  run(process.execPath, ['tools/build.ts']);
}

const MODULES = 'bench/modules';

/**
 * Compiles the sources one module at a time, for benches that call internals of the package: type
 * stripping takes time and memory that users do not spend.
 */
export function compileModules(): void {
  const how = ['--emitDeclarationOnly', 'false', '--declaration', 'false', '--outDir', MODULES];
  run('tsc', ['--project', 'tsconfig.build.json', ...how]);
}

/** Address of a compiled module, to import it by. */
export function compiledModuleUrl(path: string): string {
  return pathToFileURL(join(ROOT, MODULES, path)).href;
}

function run(file: string, args: readonly string[]): void {
  const { status } = spawnSync(file, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed`);
}
