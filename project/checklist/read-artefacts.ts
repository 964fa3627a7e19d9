import { relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../harness/host.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  performanceMapSchema,
} from '../../harness/model/documents/performance-map.ts';
import {
  PROFILE_SCHEMA,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Found, ProjectEvidence } from './project-evidence.ts';
import { readText } from './read-texts.ts';

type Artefacts = Pick<ProjectEvidence, 'maps' | 'researches' | 'gains'>;

/** Of what the executor of a cycle answers, the part that says what was gained. */
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
/** Of a proposed change, its gain and its price. */
const proposalSchema = z.object({
  id: z.string(),
  expected_impact: z.object({ percent: z.number(), origin: z.enum(['measured', 'estimated']) }),
  complexity: z.enum(['Low', 'Medium', 'High']),
});
const researchSchema = z.object({ hypotheses: z.array(proposalSchema) });

/** What the improvements of a project have left, and the files that were named beside it. */
export function readArtefacts(host: Host, root: string, named: readonly string[]): Artefacts {
  const of = <T>(name: string, schema: z.ZodType<T>): readonly Found<T>[] =>
    host.files.glob(`.optimization/*/cycle-*/${name}.json`, root).flatMap((path) => {
      const parsed = schema.safeParse(parse(readText(host, path)));
      return parsed.success ? [{ file: relative(root, path), content: parsed.data }] : [];
    });
  return {
    maps: [...of('map', performanceMapSchema), ...named.map((file) => mapIn(host, root, file))],
    researches: of('research', researchSchema),
    gains: of('execution', gainSchema),
  };
}

/** A map, or the profile report that holds one. @throws UserError for anything else. */
function mapIn(host: Host, root: string, file: string): Artefacts['maps'][number] {
  const path = resolve(host.cwd, file);
  const text = host.files.read(path);
  if (text === null) throw unusable(file, 'there is no such file');
  const value = parse(text);
  const schema = z.object({ schema: z.string() }).loose().safeParse(value).data?.schema;
  const found = { file: relative(root, path) };
  if (schema === PERFORMANCE_MAP_SCHEMA) {
    const parsed = performanceMapSchema.safeParse(value);
    if (parsed.success) return { ...found, content: parsed.data };
    throw unusable(file, 'the map in it is damaged');
  }
  if (schema !== PROFILE_SCHEMA) throw unusable(file, 'it is no profile of perf-harness');
  const parsed = profileReportSchema.safeParse(value);
  if (!parsed.success) throw unusable(file, 'the profile in it is damaged');
  const { map } = parsed.data;
  if (map === null || map === undefined) throw unusable(file, 'its profile has no map');
  return { ...found, content: map };
}

function unusable(file: string, why: string): UserError {
  return new UserError({
    code: 'evidence-unusable',
    message: `--evidence ${file} cannot be used: ${why}.`,
    remedy: 'Make one: perf-harness profile <scenario> --reporter json=profile.json',
  });
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
