import { type Finding, type imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import type { RunDraft, TextImporter } from './importer.ts';
import { parseJson } from './parse-imported-values.ts';

const MS = 1_000;

const resultSchema = z.looseObject({
  command: z.string(),
  mean: z.number(),
  times: z.array(z.number()).min(1),
  exit_codes: z.array(z.number().nullable()).optional(),
  memory_usage_byte: z.array(z.number()).optional(),
  parameters: z.record(z.string(), z.string()).optional(),
});
const fileSchema = z.looseObject({ results: z.array(resultSchema).min(1) });

/** Output of `--export-json`. Each run of a command is a separate process, and thus a trial. */
export const hyperfineImporter: TextImporter = {
  type: 'text',
  format: 'hyperfine',
  tool: 'hyperfine',
  moreTrials: 'Measure with --runs 10 or more.',
  recognises: (head) =>
    readers.readFirstKeys(head).keys.includes('results') && /"command"\s*:/.test(head),
  read: (text) => parseJson(text, fileSchema).results.map(toRun),
};

function toRun(result: z.infer<typeof resultSchema>): RunDraft {
  return {
    scenario: result.command,
    kind: 'command',
    params: result.parameters ?? {},
    trials: result.times.map((seconds, index) =>
      trialOf(seconds, result.memory_usage_byte?.[index]),
    ),
    findings: failedRuns(result),
  };
}

const ONLY_MEANS = 'hyperfine records only the mean over all runs';

function trialOf(seconds: number, memory: number | undefined): imports.ImportedTrial {
  const block: imports.Block = {
    operations: 1,
    durationMs: seconds * MS,
    measurements: { wall_time: seconds * MS, ...(memory !== undefined && { memory_peak: memory }) },
    unavailable: { cpu_time: ONLY_MEANS, user_time: ONLY_MEANS, system_time: ONLY_MEANS },
  };
  return { state: 'completed', startedAt: null, blocks: [block] };
}

/** hyperfine continues after failures only if configured; it counts them like other runs. */
function failedRuns({
  command,
  exit_codes: codes = [],
}: z.infer<typeof resultSchema>): readonly Finding[] {
  const failed = codes.filter((code) => code !== 0);
  if (failed.length === 0) return [];
  const how = [...new Set(failed.map((code) => (code === null ? 'a signal' : `code ${code}`)))];
  return [
    {
      id: 'import-failed-runs',
      level: 'warning',
      message: `${failed.length} of ${codes.length} runs of "${command}" ended with ${how.join(', ')}, but are included like all other runs.`,
      remedy: 'Measure a command that succeeds, unless you want to time its failure.',
    },
  ];
}
