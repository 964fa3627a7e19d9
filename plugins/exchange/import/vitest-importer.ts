import { basename } from 'node:path';
import { type Finding, imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import { parseJson, toIsoTimestamp } from './parse-imported-values.ts';

const fileSchema = z.looseObject({
  testResults: z.array(z.unknown()),
  startTime: z.number().optional(),
});

/** Output of `vitest bench --outputJson` of vitest 2 to 4; a benchmark that threw has no times. */
const olderSchema = z.looseObject({
  files: z.array(
    z.looseObject({
      filepath: z.string(),
      groups: z.array(
        z.looseObject({
          fullName: z.string(),
          benchmarks: z.array(
            z.looseObject({
              name: z.string(),
              samples: z.array(z.number()).default([]),
              median: z.number().nullish(),
              sampleCount: z.number().optional(),
              totalTime: z.number().nullish(),
            }),
          ),
        }),
      ),
    }),
  ),
});
type OlderBenchmark = z.infer<
  typeof olderSchema
>['files'][number]['groups'][number]['benchmarks'][number];

function medianOnly(versions: string): Finding {
  return {
    id: 'import-summary',
    level: 'info',
    message: `The file is in the format of vitest ${versions}, so each benchmark is imported as the median of its calls in a single process.`,
    remedy: 'Measure the same benchmarks in fresh processes: perf-harness run FILE.bench.ts',
  };
}

/**
 * `vitest bench --reporter=json` of vitest 5, `--outputJson` of older versions. A run of vitest is
 * one trial of each benchmark.
 */
export const vitestImporter: TextImporter = {
  type: 'text',
  format: 'vitest',
  tool: 'vitest',
  recognises: (head) =>
    /^\s*\{/.test(head) && (isOlder(head) || /"numTotalTestSuites"\s*:/.test(head)),
  read: (text) => (isOlder(text.slice(0, 16_384)) ? readOlder(text) : readNewer(text)),
};

function isOlder(head: string): boolean {
  return (
    readers.readFirstKeys(head).keys.includes('files') && /"(?:groups|benchmarks)"\s*:/.test(head)
  );
}

function readNewer(text: string): readonly RunDraft[] {
  const { startTime } = parseJson(text, fileSchema);
  const { tasks, failures } = readers.readVitestReport(text);
  if (tasks.length + failures.length === 0) {
    throw new ImportProblem('it contains no vitest 5 benchmarks');
  }
  const startedAt = toIsoTimestamp(startTime);
  const measured = tasks.map(({ name, p50, samples, totalMs }) =>
    runOf(name, '5', completed(startedAt, samples, totalMs, p50)),
  );
  return [...measured, ...failures.map(failedRun)];
}

/** The file does not say which benchmark of a test threw. */
function failedRun({ test, message }: readers.VitestReport['failures'][number]): RunDraft {
  // A file that could not be loaded is named by its path.
  const name = /[\\/]/.test(test) ? basename(test) : test;
  return runOf(name, '5', { state: 'failed', message: message.split('\n', 1)[0] ?? '' });
}

function readOlder(text: string): readonly RunDraft[] {
  const { files } = parseJson(text, olderSchema);
  const runs = files.flatMap(({ groups }) =>
    groups.flatMap(({ fullName, benchmarks }) =>
      benchmarks.map((benchmark) => {
        // The file is not part of the name, just as when perf-harness runs it.
        const names = [...fullName.split(readers.VITEST_SEPARATOR).slice(1), benchmark.name];
        return runOf(names.join(readers.VITEST_SEPARATOR), '2 to 4', olderTrial(benchmark));
      }),
    ),
  );
  if (runs.length === 0) throw new ImportProblem('it contains no vitest 2 to 4 benchmarks');
  return runs;
}

function olderTrial({
  samples,
  median: told,
  sampleCount,
  totalTime,
}: OlderBenchmark): imports.ImportedTrial {
  const p50 = told ?? (samples.length === 0 ? null : imports.median(samples));
  if (p50 === null) {
    return { state: 'failed', message: 'it has no times; vitest 2 to 4 do not record the reason' };
  }
  return completed(null, sampleCount ?? samples.length, totalTime ?? 0, p50);
}

function completed(
  startedAt: string | null,
  operations: number,
  durationMs: number,
  p50: number,
): imports.ImportedTrial {
  const block = { operations, durationMs, measurements: { wall_time: p50 } };
  return { state: 'completed', startedAt, blocks: [block] };
}

function runOf(scenario: string, versions: string, trial: imports.ImportedTrial): RunDraft {
  return {
    scenario,
    kind: 'function',
    trials: [trial],
    findings: trial.state === 'failed' ? [] : [medianOnly(versions)],
  };
}
