/** Runs a bench file in vitest with an engine that measures nothing, and sends its report. */
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , file = '', provider = ''] = process.argv;
const outputFile = join(tmpdir(), `perf-harness-vitest-${process.pid}.json`);

interface VitestNode {
  readonly startVitest: (
    mode: 'benchmark',
    filters: readonly string[],
    options: object,
  ) => Promise<{ readonly close: () => Promise<void> }>;
}

try {
  // Resolved from the bench file: vitest may be missing here or have a different version.
  const entry = pathToFileURL(createRequire(file).resolve('vitest/node')).href;
  const { startVitest } = (await import(entry)) as VitestNode;
  const vitest = await startVitest('benchmark', [file], {
    run: true,
    watch: false,
    reporters: [['json', { outputFile }]],
    benchmark: { enabled: true, provider },
  });
  await vitest.close();
  await new Promise((resolve) => {
    process.send?.(readFileSync(outputFile, 'utf8'), resolve);
  });
} finally {
  rmSync(outputFile, { force: true });
}
process.exit(0);
