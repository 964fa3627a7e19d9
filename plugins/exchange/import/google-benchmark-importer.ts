import { type Finding, type imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { findingIf, ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import { millisecondsPerUnit, parseJson, toIsoTimestamp } from './parse-imported-values.ts';

const rowSchema = z.looseObject({
  name: z.string(),
  run_name: z.string().optional(),
  run_type: z.enum(['iteration', 'aggregate']).default('iteration'),
  aggregate_name: z.string().optional(),
  iterations: z.number().default(0),
  real_time: z.number().optional(),
  cpu_time: z.number().optional(),
  time_unit: z.string().optional(),
  threads: z.number().optional(),
  error_occurred: z.boolean().optional(),
  error_message: z.string().optional(),
});
type Row = z.infer<typeof rowSchema>;
const fileSchema = z.looseObject({
  context: z.looseObject({
    date: z.string().optional(),
    host_name: z.string().optional(),
    num_cpus: z.number().optional(),
    cpu_scaling_enabled: z.boolean().optional(),
    library_version: z.string().optional(),
    library_build_type: z.string().optional(),
  }),
  benchmarks: z.array(rowSchema),
});
type File = z.infer<typeof fileSchema>;

/** Output of `--benchmark_format=json`. All repetitions are one process, thus one trial. */
export const googleBenchmarkImporter: TextImporter = {
  type: 'text',
  format: 'google-benchmark',
  tool: 'Google Benchmark',
  recognises: (head) =>
    readers.readFirstKeys(head).keys.includes('context') &&
    /"(?:num_cpus|library_build_type)"/.test(head),
  read: (text) => {
    const file = parseJson(text, fileSchema);
    const rows = Map.groupBy(file.benchmarks, ({ run_name: name, name: full }) => name ?? full);
    if (rows.size === 0) throw new ImportProblem('the file contains no benchmarks');
    return [...rows].map(([name, own]) => toRun(name, own, file.context));
  },
};

function toRun(name: string, rows: readonly Row[], context: File['context']): RunDraft {
  const repetitions = rows.filter(({ run_type: type }) => type === 'iteration');
  const median = rows.find(({ aggregate_name: aggregate }) => aggregate === 'median');
  const isSummed = repetitions.length === 0;
  const { host_name: host, num_cpus: cpus } = context;
  const failed = rows.find((row) => row.error_occurred === true);
  const startedAt = toIsoTimestamp(context.date);
  return {
    scenario: name,
    kind: 'function',
    version: context.library_version ?? null,
    machine: host === undefined ? null : `${host} (${cpus ?? '?'} CPUs)`,
    settings: { threads: rows[0]?.threads ?? 1 },
    trials: [
      failed === undefined
        ? trialOf(startedAt, isSummed ? (median === undefined ? [] : [median]) : repetitions)
        : { state: 'failed', message: failed.error_message ?? 'the benchmark reported an error' },
    ],
    findings: findingsOf(context, isSummed),
  };
}

function trialOf(startedAt: string | null, rows: readonly Row[]): imports.ImportedTrial {
  const blocks = rows.map(toBlock);
  if (blocks.length > 0) return { state: 'completed', startedAt, blocks };
  return { state: 'failed', message: 'the file contains neither repetitions nor their median' };
}

function toBlock({
  iterations,
  real_time: real,
  cpu_time: cpu,
  time_unit: unit,
}: Row): imports.Block {
  const factor = millisecondsPerUnit(unit ?? 'ns');
  return {
    operations: iterations,
    durationMs: (real ?? 0) * factor * iterations,
    measurements: {
      ...(real !== undefined && { wall_time: real * factor }),
      ...(cpu !== undefined && { cpu_time: cpu * factor }),
    },
  };
}

function findingsOf(context: File['context'], isSummed: boolean): readonly Finding[] {
  return [
    ...findingIf(isSummed, {
      id: 'import-summary',
      level: 'info',
      message:
        'The file contains only aggregates, not the individual repetitions; the median from the file is used.',
      remedy: 'Omit --benchmark_report_aggregates_only.',
    }),
    ...findingIf(context.library_build_type === 'debug', {
      id: 'import-debug-build',
      level: 'warning',
      message: 'The Google Benchmark library is a debug build, which inflates short times.',
      remedy: 'Link a release build of the library.',
    }),
    ...findingIf(context.cpu_scaling_enabled === true, {
      id: 'import-cpu-scaling',
      level: 'warning',
      message: 'The CPU frequency changed during the measurement.',
      remedy: 'Set the CPU governor to "performance" while measuring.',
    }),
  ];
}
