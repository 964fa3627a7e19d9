/**
 * Builds the package into `dist/`: bundles of JavaScript, types, the command line executable.
 * Arguments are passed to tsc: with `--noCheck` the output is the same in half the time, but type
 * errors are not reported.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildScripts } from './build/build-runnable-packages.ts';
import { bundleDeclarations } from './build/bundle-declarations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

process.chdir(root);
rmSync('dist', { recursive: true, force: true });
const types = spawnSync('tsc', ['--project', 'tsconfig.build.json', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (types.error !== undefined) throw types.error;
if (types.status !== 0) process.exit(types.status ?? 1);
await bundleDeclarations('dist/declarations', 'dist');
await buildScripts(root, 'dist');
