/**
 * Performs one long run in a separate process: 1,000 trials with 10 metrics, stored, judged,
 * recorded and reported like a real run, with units that cost nothing. Prints its peak resident
 * memory.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Executor } from '../harness/model/executor.ts';
import type { FunctionScenario } from '../harness/model/scenario/scenario.ts';
import { compiledModuleUrl } from './built-package.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

const TRIALS = 1_000;
const METRICS = [
  'wall_time',
  'cpu_time',
  'allocated',
  'gc_time',
  'gc_count',
  'memory_peak',
  'event_loop_delay.p99',
  'io_read',
  'io_write',
  'http_round_trips',
];
/** As long as the histogram of a real trial with ten thousand calls. */
const HISTOGRAM_LENGTH = 1_000;

// Compiled, since type stripping takes additional memory that users do not spend.
const { measureScenarios } = (await import(
  compiledModuleUrl('harness/measure-and-judge-scenarios.js')
)) as typeof import('../harness/measure-and-judge-scenarios.ts');
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { openMeasurementSession } = (await import(
  compiledModuleUrl('api/project/lock-and-inspect-machine-for-measurement.js')
)) as typeof import('../api/project/lock-and-inspect-machine-for-measurement.ts');
const { createRunContext } = (await import(
  compiledModuleUrl('api/measure/create-run-context.js')
)) as typeof import('../api/measure/create-run-context.ts');
const { withExecutors } = (await import(
  compiledModuleUrl('api/measure/open-scenario-executors.js')
)) as typeof import('../api/measure/open-scenario-executors.ts');
const { createRecordStore } = (await import(
  compiledModuleUrl('harness/history/run-record-store.js')
)) as typeof import('../harness/history/run-record-store.ts');
const { jsonReporter } = (await import(
  compiledModuleUrl('reports/json-reporter.js')
)) as typeof import('../reports/json-reporter.ts');
const { terminalReporter } = (await import(
  compiledModuleUrl('reports/terminal-reporter.js')
)) as typeof import('../reports/terminal-reporter.ts');

const scenario: FunctionScenario = {
  ...PLAIN_SCENARIO,
  kind: 'function',
  name: 'a thousand trials',
  body: { type: 'scenario' },
  measureMs: 0,
  warmupMs: 0,
  metrics: METRICS,
  sampling: {
    minTrials: TRIALS,
    maxTrials: TRIALS,
    precision: 0,
    maxTimeMs: Number.POSITIVE_INFINITY,
    warmupTrials: 1,
  },
};

const executor: Executor<FunctionScenario> = {
  kind: 'function',
  open: async ({ trial }) => ({
    measure: async () => ({
      operations: 10_000,
      durationMs: 1,
      measurements: Object.fromEntries(
        METRICS.map((name, position) => [name, 100 + position + Math.sin(trial.index) / 10]),
      ),
      histogram: String(trial.index).padEnd(HISTOGRAM_LENGTH, 'A'),
    }),
    close: async () => undefined,
  }),
};

const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
try {
  const host = createHost();
  const store = createRecordStore(host, join(folder, 'state'));
  const { signal } = new AbortController();
  const onProgress = () => undefined;
  const session = openMeasurementSession(host, { label: 'bench', signal, onProgress });
  const parts = await withExecutors(host, [], async (open) =>
    createRunContext(host, open, store, { session, onProgress }),
  );
  const report = await measureScenarios(
    [scenario],
    {
      ...parts,
      executors: [executor],
      lock: { hold: (_label, action) => action(), waitedMs: () => 0 },
    },
    { seed: 1, folder, signal },
  );
  const width = 80;
  const text =
    jsonReporter.render(report, { width, color: false }).length +
    terminalReporter.render(report, { width, color: false }).length;
  const trials = report.runs[0]?.trials.length ?? 0;
  // Kilobytes on Linux and, by Node.js, everywhere else.
  const peakBytes = process.resourceUsage().maxRSS * 1_024;
  process.stdout.write(`${JSON.stringify({ trials, text, peakBytes })}\n`);
  await host.processes.stopAll();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
