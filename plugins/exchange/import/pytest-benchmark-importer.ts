import { type imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { limitTrialBlocks } from './imported-trial-blocks.ts';
import { ImportProblem, type RunDraft, type TextImporter } from './importer.ts';
import { parseJson, toIsoTimestamp } from './parse-imported-values.ts';

const MS = 1_000;

const benchmarkSchema = z.looseObject({
  fullname: z.string(),
  params: z.record(z.string(), z.unknown()).nullish(),
  options: z
    .looseObject({ timer: z.string().optional(), disable_gc: z.boolean().optional() })
    .optional(),
  stats: z.looseObject({
    median: z.number(),
    rounds: z.number(),
    iterations: z.number(),
    total: z.number().optional(),
    data: z.array(z.number()).nullish(),
  }),
});
const fileSchema = z.looseObject({
  machine_info: z.looseObject({
    node: z.string().optional(),
    machine: z.string().optional(),
    python_implementation: z.string().optional(),
    python_version: z.string().optional(),
    cpu: z
      .looseObject({ brand_raw: z.string().optional(), count: z.number().optional() })
      .optional(),
  }),
  benchmarks: z.array(benchmarkSchema),
  datetime: z.string().optional(),
  version: z.string().optional(),
});
type File = z.infer<typeof fileSchema>;

/** Output of `--benchmark-json`. All rounds are from one process, which is one trial. */
export const pytestBenchmarkImporter: TextImporter = {
  type: 'text',
  format: 'pytest-benchmark',
  tool: 'pytest-benchmark',
  recognises: (head) => readers.readFirstKeys(head).keys.includes('machine_info'),
  read: (text) => {
    const file = parseJson(text, fileSchema);
    if (file.benchmarks.length === 0) throw new ImportProblem('the file contains no benchmarks');
    return file.benchmarks.map((benchmark) => toRun(benchmark, file));
  },
};

function toRun(
  { fullname, params, options, stats }: File['benchmarks'][number],
  file: File,
): RunDraft {
  const {
    node,
    machine,
    cpu,
    python_implementation: name,
    python_version: version,
  } = file.machine_info;
  const isRaw = stats.data != null && stats.data.length > 0;
  return {
    scenario: fullname,
    kind: 'function',
    params: plainParams(params ?? {}),
    version: file.version ?? null,
    machine:
      node === undefined
        ? null
        : `${node} (${cpu?.count ?? '?'} × ${cpu?.brand_raw ?? machine ?? '?'})`,
    runtime: version === undefined ? null : `${name ?? 'Python'} ${version}`,
    settings: { timer: options?.timer ?? null, disable_gc: options?.disable_gc ?? null },
    trials: [
      {
        state: 'completed',
        startedAt: toIsoTimestamp(file.datetime),
        blocks: isRaw
          ? limitTrialBlocks(rounds(stats.data ?? [], stats.iterations))
          : [summed(stats)],
      },
    ],
    findings: isRaw
      ? []
      : [
          {
            id: 'import-summary',
            level: 'info',
            message:
              'The file contains only summary statistics, not the individual rounds; the median from the file is used.',
            remedy: 'Write the file with --benchmark-json, or add --benchmark-save-data.',
          },
        ],
  };
}

/** Each value is the mean over the iterations of a round, seconds. */
function rounds(data: readonly number[], iterations: number): readonly imports.Block[] {
  return data.map((seconds) => ({
    operations: iterations,
    durationMs: seconds * iterations * MS,
    measurements: { wall_time: seconds * MS },
  }));
}

function summed({
  median,
  rounds: count,
  iterations,
  total = 0,
}: File['benchmarks'][number]['stats']): imports.Block {
  return {
    operations: count * iterations,
    durationMs: total * iterations * MS,
    measurements: { wall_time: median * MS },
  };
}

/** Parameters with primitive values; for others the full name suffices. */
function plainParams(params: Readonly<Record<string, unknown>>): imports.Params {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, value] as const]
        : [],
    ),
  );
}
