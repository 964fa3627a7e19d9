/** Runs a bench file in the project's vitest with an engine of ours, and sends its report. */
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createVitestReport, type OlderVitestTask } from './vitest-1-to-4-benchmark-tasks.ts';
import { readVitestReport } from './vitest-json-benchmark-report.ts';

/** Role: a `runner` for vitest 1 to 4, a `provider` for later versions. */
const [, , file = '', role = '', engine = ''] = process.argv;
const outputFile = join(tmpdir(), `perf-harness-vitest-${process.pid}.json`);

interface VitestNode {
  readonly startVitest: (
    mode: 'benchmark',
    filters: readonly string[],
    options: object,
  ) => Promise<{
    readonly state: { readonly getFiles: () => readonly OlderVitestTask[] };
    readonly close: () => Promise<void>;
  }>;
}

// Resolved from the bench file: vitest may be missing here or have a different version.
const require = createRequire(file);
const urlOf = (name: string): string => pathToFileURL(require.resolve(name)).href;
const isOlder = role === 'runner';
const options = isOlder
  ? { runner: engine, benchmark: { includeSamples: true } }
  : {
      reporters: [['json', { outputFile }]],
      benchmark: { enabled: true, provider: engine },
    };
if (isOlder) process.env.PERF_HARNESS_VITEST_RUNNERS = urlOf('vitest/runners');
try {
  const { startVitest } = (await import(urlOf('vitest/node'))) as VitestNode;
  const vitest = await startVitest('benchmark', [file], { run: true, watch: false, ...options });
  const ofOlder = isOlder ? createVitestReport(vitest.state.getFiles()) : null;
  await vitest.close();
  const report = ofOlder ?? readVitestReport(readFileSync(outputFile, 'utf8'));
  await new Promise((resolve) => {
    process.send?.(report, resolve);
  });
} finally {
  rmSync(outputFile, { force: true });
}
process.exit(0);
