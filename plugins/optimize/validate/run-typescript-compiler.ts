import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';

/** Project whose types are checked. */
export interface CheckedProject {
  readonly host: Host;
  /** Absolute. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** A large project is checked within a minute. */
const TIMEOUT_MS = 300_000;

/** Path of the project's own compiler; else why its types cannot be checked. */
export function findCompiler(
  host: Host,
  root: string,
  installedIn: string,
): { readonly compiler: string } | { readonly reason: string } {
  if (!host.files.isFile(join(root, 'tsconfig.json'))) {
    return { reason: 'the project has no tsconfig.json' };
  }
  const compiler = join(installedIn, 'node_modules/.bin/tsc');
  return host.files.isFile(compiler)
    ? { compiler }
    : { reason: 'TypeScript is not installed in the project' };
}

/** Returns the errors of the compiler as printed; null if there are none. */
export async function runCompiler(
  { host, root, signal }: CheckedProject,
  compiler: string,
): Promise<string | null> {
  const { exit, stdout, stderr } = await host.processes.exec({
    file: compiler,
    args: ['--noEmit', '--pretty', 'false', '--incremental', 'false', '--project', '.'],
    cwd: root,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  if (exit.type === 'code' && exit.code === 0) return null;
  return `${stdout}${stderr}`.trim() || 'the compiler did not finish in time';
}
