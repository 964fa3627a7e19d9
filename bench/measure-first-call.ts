/** When a command has started its first unit, and when that has called the function that it measures. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BIN } from './built-package.ts';

/** Scenario recording, for each of its processes, the time of its start and first call. */
export const TIMESTAMP_SCENARIO = `import { defineScenario } from 'perf-harness';

const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const startedMs = nowMs() - performance.now();
let isCalled = false;

function tell(): void {
  isCalled = true;
  const calledMs = nowMs();
  process.getBuiltinModule('node:fs').appendFileSync(process.env.MARKS ?? '', \`\${startedMs}\\n\${calledMs}\\n\`);
}

export default defineScenario({
  name: 'sort',
  run: () => {
    if (!isCalled) tell();
    return [3, 1, 2].sort();
  },
  warmup: '10 ms',
  duration: '20 ms',
  trials: 3,
});
`;

/** Times recorded in one command, milliseconds from its spawn. */
export interface FirstCallTimes {
  readonly startedMs: number;
  readonly calledMs: number;
}

/**
 * Runs the compiled command line in a project until it exits.
 * @param cache - Cache folder of perf-harness.
 */
export function measureFirstCall(
  project: string,
  cache: string,
  args: readonly string[],
): FirstCallTimes {
  const marks = join(cache, '../marks.txt');
  rmSync(marks, { force: true });
  const spawnedMs = Number(process.hrtime.bigint()) / 1e6;
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: project,
    // The lock is off, so that other measurements do not delay the startup that is timed.
    env: { ...process.env, MARKS: marks, PERF_HARNESS_CACHE: cache, PERF_HARNESS_LOCK: 'off' },
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`perf-harness ${args.join(' ')} ended with ${status}:\n${stderr}`);
  }
  const [startedMs = Number.NaN, calledMs = Number.NaN] = readFileSync(marks, 'utf8')
    .split('\n')
    .map((line) => Number(line) - spawnedMs);
  return { startedMs, calledMs };
}
