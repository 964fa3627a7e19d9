/** Runs a bench file in vitest 1 to 4 with our runner; sends the results of its benchmarks. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createVitestReport, type OlderVitestTask } from './vitest-1-to-4-benchmark-tasks.ts';

const [, , file = '', runner = ''] = process.argv;

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

const require = createRequire(file);
const urlOf = (name: string): string => pathToFileURL(require.resolve(name)).href;

process.env.PERF_HARNESS_VITEST_RUNNERS = urlOf('vitest/runners');
const { startVitest } = (await import(urlOf('vitest/node'))) as VitestNode;
const vitest = await startVitest('benchmark', [file], {
  run: true,
  watch: false,
  runner,
  benchmark: { includeSamples: true },
});
const report = createVitestReport(vitest.state.getFiles());
await vitest.close();
await new Promise((resolve) => {
  process.send?.(report, resolve);
});
process.exit(0);
