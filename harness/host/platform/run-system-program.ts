/** Longest wait for a system program that only reports or ends something, milliseconds. */
const LIMIT_MS = 5_000;
/** A machine with thousands of processes has lists of megabytes. */
const MOST_BYTES = 64 * 2 ** 20;

/** System program's output; null: failed or too slow. Blocks, so never in a measurement. */
export function runSystemProgram(
  file: string,
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): string | null {
  // Loaded when it is needed: measured processes load this file too, and never do.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stdout } = spawnSync(file, [...args], {
    encoding: 'utf8',
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
    ...(env !== undefined && { env: { ...process.env, ...env } }),
  });
  return status === 0 ? stdout : null;
}
