/**
 * Builds the package into `dist/`: bundles of JavaScript, types, the command line executable. Arguments are
 * handed on to tsc: with `--noCheck` the same comes of it in half the time, and errors in types are not told.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './build/bundle.ts';
import { bundleDeclarations } from './build/declarations.ts';
import { AS_IT_IS, READ_AS_TEXT } from './build/entries.ts';
import { licencesOf } from './build/licences.ts';
import { thinMap } from './build/thin-map.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

process.chdir(root);
rmSync('dist', { recursive: true, force: true });
run('tsc', ['--project', 'tsconfig.build.json', ...process.argv.slice(2)]);
await bundleDeclarations('dist/declarations', 'dist');
const named = READ_AS_TEXT.map(([name]) => name);
writeFileSync('dist/LICENCES.txt', licencesOf(await bundle(root), named, root));
for (const name of globSync('dist/**/*.js.map')) thinMap(name);
// What `require` gets is what `import` gets: one entry, of which there is one in a process.
writeFileSync('dist/index.cjs', "module.exports = require('./index.js');\n");
for (const path of AS_IT_IS) cpSync(path, `dist/${path}`);
for (const [name, path] of READ_AS_TEXT) {
  cpSync(`node_modules/${name}/${path}`, `dist/packages/${name}/${posix.basename(path)}`);
}
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
