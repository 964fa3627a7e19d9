/**
 * Returns the start of a command line that runs the program again: through `npx` if it was started
 * so, since then no shell finds `perf-harness` by itself.
 */
export function programName(env: Readonly<Record<string, string | undefined>>): string {
  return env.npm_command === 'exec' ? 'npx perf-harness' : 'perf-harness';
}
