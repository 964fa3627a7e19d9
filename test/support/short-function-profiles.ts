/** Profiles of a function so short that perf-harness itself takes much of its units. */
import { expect } from 'vitest';
import type { LiveProject } from './live-comparison-project.ts';

/** Around each call of a few microseconds perf-harness reads two clocks twice and calls a hook. */
export const SHORT_SCENARIO = `import { work } from '../src/work.js';
let rounds = 0;
export default {
  name: 'short', duration: '100 ms', warmup: '20 ms',
  beforeEach() { rounds += 1; },
  run: () => work(),
};
`;

/** Functions that only perf-harness calls in these units. */
export const HARNESS_FUNCTIONS = /^(?:cpuUsage|now|hrtime|getHeapStatistics|setImmediate|look)$/u;

export function namesWithoutHarness(
  functions: readonly { readonly name: string; readonly owner: string }[],
  indexes: readonly number[],
): readonly string[] {
  const named = indexes.flatMap((index) => functions[index] ?? []);
  expect(named.map(({ owner }) => owner)).not.toContain('harness');
  return named.map(({ name }) => name);
}

export async function runAsJson(
  project: LiveProject,
  ...args: readonly string[]
): Promise<unknown> {
  const { code, out, err } = await project.command([...args, '--reporter', 'json'], {
    isLight: true,
  });
  expect(code, err).toBe(0);
  return JSON.parse(out);
}
