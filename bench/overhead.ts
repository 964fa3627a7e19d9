/** Measures perf-harness's own overhead: time beyond the trials, and memory of a long run. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Report } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage, compileModules, ROOT } from './built-package.ts';

const ROUNDS = 5;
const TRIALS = 3;
const MOST_MS = 500;
const MOST_BYTES = 200e6;

buildPackage();
compileModules();
const rows = [
  await overTrials('a function', 'scenarios/render-readme.ts'),
  await overTrials('a command', 'scenarios/self/start.ts'),
  memoryOfLongRun(),
];
printBenchResult({
  title: 'Cost of perf-harness itself',
  method: `Time: ${ROUNDS} runs of ${TRIALS} trials each, from spawn to exit of the compiled command line, less the time from opening to having closed each of its trials, warm-up included; the median. Memory: peak of resident memory, as the kernel counted it, of a process that runs 1,000 trials of units that cost nothing, records and reports them.`,
  rows,
});

async function overTrials(name: string, file: string): Promise<BenchRow> {
  const beyond = Array.from({ length: ROUNDS }, () => beyondTrialsMs(file));
  const centerMs = median(beyond);
  return {
    name: `time of a run of ${name} beyond its trials`,
    ours: `${centerMs.toFixed(0)} ms (${Math.min(...beyond).toFixed(0)} to ${Math.max(...beyond).toFixed(0)})`,
    ...NO_PEER,
    limit: `at most ${MOST_MS} ms`,
    holds: centerMs <= MOST_MS,
  };
}

function beyondTrialsMs(file: string): number {
  const args = [BIN, 'run', file, '--trials', String(TRIALS), '--reporter', 'json'];
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (status !== 0) throw new Error(`perf-harness run ${file} ended with ${status}:\n${stderr}`);
  const { runs } = JSON.parse(stdout) as Report;
  const trials = runs.flatMap((run) => run.trials);
  return elapsedMs - trials.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function memoryOfLongRun(): BenchRow {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bench/memory-child.ts')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the long run ended with ${status}:\n${stderr}`);
  const { trials, peakBytes } = JSON.parse(stdout) as { trials: number; peakBytes: number };
  return {
    name: `memory of a run of ${trials} trials with 10 metrics`,
    ours: `${(peakBytes / 1e6).toFixed(0)} MB`,
    ...NO_PEER,
    limit: `under ${MOST_BYTES / 1e6} MB`,
    holds: peakBytes < MOST_BYTES,
  };
}
