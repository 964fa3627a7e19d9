import type { imports } from 'perf-harness/plugin';
import { z } from 'zod';
import { limitTrialBlocks } from './imported-trial-blocks.ts';
import { ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import { millisecondsPerUnit, parseJson } from './parse-imported-values.ts';

const rawSchema = z.array(z.array(z.number())).optional();
const resultSchema = z.looseObject({
  jmhVersion: z.string().optional(),
  benchmark: z.string(),
  mode: z.string(),
  threads: z.number(),
  jvmArgs: z.array(z.string()).default([]),
  jdkVersion: z.string().optional(),
  vmName: z.string().optional(),
  measurementTime: z.string(),
  measurementBatchSize: z.number().optional(),
  params: z.record(z.string(), z.string()).optional(),
  primaryMetric: z.looseObject({
    scoreUnit: z.string(),
    rawData: rawSchema,
    /** Histograms by fork and iteration: pairs of a time and its count. */
    rawDataHistogram: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))).optional(),
  }),
  secondaryMetrics: z.record(z.string(), z.looseObject({ rawData: rawSchema })).default({}),
});
type Result = z.infer<typeof resultSchema>;

/** `-rf json`. A fork is a process, and thus a trial; its iterations are its blocks. */
export const jmhImporter: TextImporter = {
  type: 'text',
  format: 'jmh',
  tool: 'JMH',
  moreTrials: 'Measure with at least six forks, such as -f 10.',
  recognises: (head) => /^\s*\[\s*\{/.test(head) && /"(?:jmhVersion|primaryMetric)"\s*:/.test(head),
  read: (text) => {
    const results = parseJson(text, z.array(resultSchema));
    if (results.length === 0) throw new ImportProblem('the file contains no benchmarks');
    return results.map(toRun);
  },
};

function toRun(result: Result): RunDraft {
  const { benchmark, mode, threads, params = {}, vmName, jdkVersion } = result;
  const inBraces = Object.entries(params).map(([name, value]) => `${name}: ${value}`);
  return {
    scenario: inBraces.length === 0 ? benchmark : `${benchmark} {${inBraces.join(', ')}}`,
    kind: 'function',
    params,
    version: result.jmhVersion ?? null,
    runtime: vmName === undefined ? null : `${vmName} ${jdkVersion ?? ''}`.trim(),
    settings: {
      mode,
      threads,
      jvmArgs: result.jvmArgs,
      measurementTime: result.measurementTime,
      measurementBatchSize: result.measurementBatchSize ?? 1,
    },
    trials: forksOf(result).map((blocks) => ({
      state: 'completed',
      startedAt: null,
      blocks: limitTrialBlocks(blocks),
    })),
  };
}

function forksOf(result: Result): readonly (readonly imports.Block[])[] {
  const { scoreUnit, rawData, rawDataHistogram } = result.primaryMetric;
  const forks = rawData ?? rawDataHistogram?.map((iterations) => iterations.map(medianOfCounts));
  if (forks === undefined || forks.length === 0) {
    throw new ImportProblem(`the file contains no raw data for ${result.benchmark}`);
  }
  // Allocations are reported by `-prof gc`; older releases put a dot before the name.
  const { secondaryMetrics } = result;
  const allocated =
    secondaryMetrics['gc.alloc.rate.norm'] ?? secondaryMetrics['·gc.alloc.rate.norm'];
  return forks.map((iterations, fork) =>
    iterations.map((score, iteration) => {
      const bytes = allocated?.rawData?.[fork]?.[iteration];
      return {
        operations: 0,
        durationMs: 0,
        measurements: {
          ...measured(score, scoreUnit),
          ...(bytes !== undefined && { allocated: bytes }),
        },
      };
    }),
  );
}

/** Converts a score: `ns/op` is time, `ops/s` throughput; with threads they are unrelated. */
function measured(score: number, unit: string): Readonly<Record<string, number>> {
  const [, time] = /^(\w+)\/op$/.exec(unit) ?? [];
  if (time !== undefined) return { wall_time: score * millisecondsPerUnit(time) };
  const [, per] = /^ops\/(\w+)$/.exec(unit) ?? [];
  if (per !== undefined) return { throughput: (score / millisecondsPerUnit(per)) * 1_000 };
  throw new ImportProblem(`the file reports scores in an unknown unit: "${unit}"`);
}

function medianOfCounts(counts: readonly (readonly [value: number, count: number])[]): number {
  const sorted = counts.toSorted(([a], [b]) => a - b);
  const half = sorted.reduce((sum, [, count]) => sum + count, 0) / 2;
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen >= half) return value;
  }
  throw new ImportProblem('the file contains an iteration without a time');
}
