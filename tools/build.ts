/**
 * Builds the package into `dist/`: bundles of JavaScript, types, the command line executable. Arguments are
 * handed on to tsc: with `--noCheck` the same comes of it in half the time, and errors in types are not told.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.ts';
import { keepDeclarationsOf } from './build/declarations.ts';
import { AS_IT_IS } from './build/entries.ts';
import { licencesOf } from './build/licences.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

process.chdir(root);
rmSync('dist', { recursive: true, force: true });
run('tsc', ['--project', 'tsconfig.build.json', ...process.argv.slice(2)]);
keepDeclarationsOf('dist/index.d.ts', 'dist');
writeFileSync('dist/LICENCES.txt', licencesOf(await bundle(root), root));
for (const path of AS_IT_IS) cpSync(path, `dist/${path}`);
// npm would set the bit on install, but the file must run from a clone too.
chmodSync('dist/cli/bin.js', 0o755);
// What `perf-harness --help` prints, so that it need load nothing.
writeFileSync('dist/cli/help.txt', run(process.execPath, ['dist/cli/bin.js', '--help']));

/** Runs a program and gives what it printed; ends with it where it fails. */
function run(file: string, args: readonly string[]): string {
  const { error, status, stdout } = spawnSync(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  process.stderr.write(stdout);
  process.exit(status ?? 1);
}
