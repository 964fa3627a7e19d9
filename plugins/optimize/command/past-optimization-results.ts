import { relative } from 'node:path';
import { coreSchemas, type Host, type Plugin } from 'perf-harness/plugin';
import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';

type Evidence = Awaited<ReturnType<NonNullable<Plugin['pastWork']>['read']>>;

const gainSchema = z
  .object({
    hypotheses_applied: z.array(z.string()),
    total_improvement_pct: z.number(),
    ratio: z.object({ low: z.number(), high: z.number() }).optional(),
  })
  .transform(({ hypotheses_applied: applied, total_improvement_pct: improvementPct, ratio }) => ({
    applied,
    improvementPct,
    ratio: ratio ?? null,
  }));
/** Expected gain and complexity of a proposed change. */
const proposalSchema = z.object({
  id: z.string(),
  expected_impact: z.object({ percent: z.number(), origin: z.enum(['measured', 'estimated']) }),
  complexity: z.enum(['Low', 'Medium', 'High']),
});
const researchSchema = z.object({ hypotheses: z.array(proposalSchema) });

/** Reads the result files of past cycles of a project; damaged files are skipped. */
export function readPastOptimizationResults(host: Host, root: string): Evidence {
  const read = <T>(name: string, schema: z.ZodType<T>) =>
    host.files.glob(`.optimization/*/cycle-*/${name}.json`, root).flatMap((path) => {
      const parsed = schema.safeParse(parseJsonOrNull(host.files.read(path)));
      return parsed.success ? [{ file: relative(root, path), content: parsed.data }] : [];
    });
  return {
    maps: read('map', coreSchemas.performanceMap),
    researches: read('research', researchSchema),
    gains: read('execution', gainSchema),
  };
}
