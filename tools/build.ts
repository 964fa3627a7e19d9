/**
 * Compiles the package into `dist/`: JavaScript with types, the command line executable. Arguments are
 * handed on to tsc: with `--noCheck` the same comes of it in half the time, and errors in types are not told.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

process.chdir(root);
rmSync('dist', { recursive: true, force: true });
const compiled = spawnSync('tsc', ['--project', 'tsconfig.build.json', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (compiled.error !== undefined) throw compiled.error;
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
// JavaScript as it is: it is loaded into programs of any Node.js.
const preload = 'harness/snapshot/loaded-files-preload.cjs';
cpSync(preload, `dist/${preload}`);
// tsc writes plain files; npm would set the bit on install, but the file must run from a clone too.
chmodSync('dist/cli/bin.js', 0o755);
