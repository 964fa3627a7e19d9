/**
 * Builds the package and has it looked at as those see it who install it: publint at its manifest and files,
 * attw at the types that each way of importing it gets. Ends with the first that finds something.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'check-package-'));
try {
  run(process.execPath, ['tools/build.ts']);
  run('publint', ['--strict']);
  const packing = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const archive = run('npm', packing).trim();
  run('attw', [join(folder, archive)]);
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs a program and gives what it printed; throws where it fails. */
function run(file: string, args: readonly string[]): string {
  const { error, status, stdout } = spawnSync(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  throw new Error(`${file} ${args.join(' ')} ended with ${status}:\n${stdout}`);
}
