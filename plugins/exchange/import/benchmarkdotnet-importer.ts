import type { Finding, imports } from 'perf-harness/plugin';
import { z } from 'zod';
import { limitTrialBlocks } from './imported-trial-blocks.ts';
import { findingIf, ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import { parseJson } from './parse-imported-values.ts';

const NS_PER_MS = 1e6;

const measurementSchema = z.looseObject({
  IterationMode: z.string().optional(),
  IterationStage: z.string().optional(),
  LaunchIndex: z.number(),
  Operations: z.number().positive(),
  Nanoseconds: z.number(),
});
const benchmarkSchema = z.looseObject({
  DisplayInfo: z.string().optional(),
  FullName: z.string(),
  Statistics: z
    .looseObject({
      OriginalValues: z.array(z.number()).optional(),
      Median: z.number(),
      N: z.number(),
    })
    .nullish(),
  Memory: z.looseObject({ BytesAllocatedPerOperation: z.number().nullish() }).nullish(),
  Measurements: z.array(measurementSchema).nullish(),
});
type Benchmark = z.infer<typeof benchmarkSchema>;
const fileSchema = z.looseObject({
  HostEnvironmentInfo: z.looseObject({
    BenchmarkDotNetVersion: z.string().optional(),
    OsVersion: z.string().optional(),
    ProcessorName: z.unknown().optional(),
    LogicalCoreCount: z.number().nullish(),
    RuntimeVersion: z.string().optional(),
    Configuration: z.string().optional(),
    HasAttachedDebugger: z.boolean().optional(),
  }),
  Benchmarks: z.array(benchmarkSchema),
});
type HostInfo = z.infer<typeof fileSchema>['HostEnvironmentInfo'];

/** `*-report-full.json` and its shorter forms. A launch is a process, and thus a trial. */
export const benchmarkDotNetImporter: TextImporter = {
  type: 'text',
  format: 'benchmarkdotnet',
  tool: 'BenchmarkDotNet',
  moreTrials: 'Measure with at least six launches: WithLaunchCount(6).',
  recognises: (head) => /"HostEnvironmentInfo"\s*:/.test(head),
  read: (text) => {
    const { HostEnvironmentInfo: host, Benchmarks: benchmarks } = parseJson(text, fileSchema);
    if (benchmarks.length === 0) throw new ImportProblem('the file contains no benchmarks');
    return benchmarks.map((benchmark) => toRun(benchmark, host));
  },
};

function toRun(benchmark: Benchmark, host: HostInfo): RunDraft {
  const processor = typeof host.ProcessorName === 'string' ? host.ProcessorName : null;
  return {
    scenario: benchmark.FullName,
    kind: 'function',
    version: host.BenchmarkDotNetVersion ?? null,
    machine:
      processor === null
        ? null
        : `${host.LogicalCoreCount ?? '?'} × ${processor}, ${host.OsVersion ?? 'unknown system'}`,
    runtime: host.RuntimeVersion ?? null,
    settings: { job: benchmark.DisplayInfo?.split(': ')[1] ?? null },
    trials: trialsOf(benchmark),
    findings: findingsOf(benchmark, host),
  };
}

function trialsOf(benchmark: Benchmark): readonly imports.ImportedTrial[] {
  const { Statistics: statistics, Measurements: all } = benchmark;
  if (statistics == null)
    return [{ state: 'failed', message: 'BenchmarkDotNet could not measure the benchmark' }];
  // Measurements after the overhead of an empty loop was subtracted and outliers were removed.
  const results = (all ?? []).filter((measurement) => measurement.IterationStage === 'Result');
  const launches = Map.groupBy(results, ({ LaunchIndex: launch }) => launch);
  const [first = [summed(statistics)], ...others] = [...launches.values()].map((launch) =>
    limitTrialBlocks(launch.map(toBlock)),
  );
  // Allocations are counted once, in a separate run, so they are a measurement of the first launch
  // only.
  const bytes = benchmark.Memory?.BytesAllocatedPerOperation;
  const counted = bytes == null ? first : first.map((block) => withAllocated(block, bytes));
  return [counted, ...others].map((blocks) => ({ state: 'completed', startedAt: null, blocks }));
}

function toBlock({
  Operations: operations,
  Nanoseconds: time,
}: z.infer<typeof measurementSchema>): imports.Block {
  return {
    operations,
    durationMs: time / NS_PER_MS,
    measurements: { wall_time: time / NS_PER_MS / operations },
  };
}

function summed({ Median: median, N: count }: NonNullable<Benchmark['Statistics']>): imports.Block {
  return { operations: count, durationMs: 0, measurements: { wall_time: median / NS_PER_MS } };
}

function withAllocated(block: imports.Block, bytes: number): imports.Block {
  return { ...block, measurements: { ...block.measurements, allocated: bytes } };
}

function findingsOf({ Measurements: all }: Benchmark, host: HostInfo): readonly Finding[] {
  return [
    ...findingIf(all == null || all.length === 0, {
      id: 'import-summary',
      level: 'info',
      message:
        'A brief report does not separate the launches, so their median is treated as one trial.',
      remedy: 'Export with JsonExporter.Full.',
    }),
    ...findingIf(host.Configuration === 'DEBUG' || host.HasAttachedDebugger === true, {
      id: 'import-debug-build',
      level: 'warning',
      message: 'The benchmark ran in a debug build or under a debugger, which adds overhead.',
      remedy: 'Measure a release build without a debugger.',
    }),
  ];
}
