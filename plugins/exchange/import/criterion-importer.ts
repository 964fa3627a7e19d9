import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { type FileFacts, ImportProblem, type TextImporter } from './importer.ts';
import { parseJson } from './parse-imported-values.ts';

const NS_PER_MS = 1e6;

const sampleSchema = z.looseObject({
  sampling_mode: z.string().optional(),
  iters: z.array(z.number().positive()).min(1),
  times: z.array(z.number()).min(1),
});
const nameSchema = z.looseObject({ full_id: z.string() });

/** `target/criterion/…/new/sample.json`. All samples are from one process, which is one trial. */
export const criterionImporter: TextImporter = {
  type: 'text',
  format: 'criterion',
  tool: 'criterion',
  recognises: (head) => /^\s*\{/.test(head) && /"iters"\s*:\s*\[/.test(head),
  read: (text, facts) => {
    const { iters, times } = parseJson(text, sampleSchema);
    if (iters.length !== times.length) {
      throw new ImportProblem(
        `the file has ${iters.length} iteration counts for ${times.length} times`,
      );
    }
    // Each time is of all iterations of its sample, nanoseconds.
    const blocks = times.map((time, index) => ({
      operations: iters[index] ?? 0,
      durationMs: time / NS_PER_MS,
      measurements: { wall_time: time / NS_PER_MS / (iters[index] ?? Number.NaN) },
    }));
    return [
      {
        scenario: nameOf(facts),
        kind: 'function',
        trials: [{ state: 'completed', startedAt: null, blocks }],
      },
    ];
  },
};

/** Name from the adjacent `benchmark.json`, else from criterion's folder for the benchmark. */
function nameOf({ path, beside }: FileFacts): string {
  const text = beside('benchmark.json');
  if (text !== null) return parseJson(text, nameSchema).full_id;
  const folder = dirname(path);
  return basename(basename(folder) === 'new' ? dirname(folder) : folder);
}
