import { type Host, storage } from 'perf-harness/plugin';
import { z } from 'zod';
import type { SessionPaths } from '../store/session-paths.ts';

const ratioSchema = z
  .object({ ratio: z.number(), low: z.number(), high: z.number() })
  .readonly()
  .describe(
    'Head/base ratio with its confidence interval; a ratio below 1 means that the metric improved.',
  );

const sumSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    sum: ratioSchema,
    parts: z
      .array(
        z
          .object({
            lane: z.string(),
            alone: ratioSchema,
            adds: ratioSchema.describe(
              'The full combination compared with the combination without this branch.',
            ),
          })
          .readonly(),
      )
      .readonly(),
    expected: ratioSchema.describe(
      'Expected ratio if the gains add up: the product of the ratios of all branches.',
    ),
    interaction: z.enum(['add', 'overlap', 'clash', 'unclear']),
  })
  .readonly();

export const COMBINATION_SCHEMA = 'perf-harness/team-combination@1';
export const combinationSchema = z
  .object({
    schema: z.literal(COMBINATION_SCHEMA),
    session: z.string(),
    base: z.string().describe('Full hash of the commit that all branches started from.'),
    head: z.string().nullable().describe('Commit of the combination; null means no combination.'),
    branch: z.string().nullable().describe('Branch of the combination in the repository.'),
    passed: z
      .array(z.object({ lane: z.string(), commit: z.string() }).readonly())
      .readonly()
      .describe('Branches available to combine, most urgent first.'),
    lanes: z
      .array(z.string())
      .readonly()
      .describe('Branches in the combination, most urgent first.'),
    left_out: z.array(z.object({ lane: z.string(), reason: z.string() }).readonly()).readonly(),
    metrics: z.array(sumSchema).readonly().describe('All gated metrics.'),
    interaction: z.enum(['add', 'overlap', 'clash', 'unclear']).nullable(),
  })
  .strict()
  .readonly();
/** `combination-results.json`: the measured combined result of the passing branches (TEAM-34). */
export type Combination = z.infer<typeof combinationSchema>;
export type CombinedMetric = z.infer<typeof sumSchema>;

/** Path of the stored combination, relative to the session folder. */
export const COMBINATION_FILE = 'artifacts/combination-results.json';

/** Reads the combination of the branches that passed; null: there is none that can be read. */
export function readCombination(
  { files }: Pick<Host, 'files'>,
  paths: Pick<SessionPaths, 'artefact'>,
): Combination | null {
  const value = storage.tryParseJson(files.read(paths.artefact(COMBINATION_FILE)));
  return combinationSchema.safeParse(value).data ?? null;
}

const WORDS = {
  add: 'the gains add up',
  overlap: 'the gains overlap',
  clash: 'the branches interfere',
  unclear: 'the measurements are inconclusive about how the branches interact',
} as const;

/** Sentence on the workstreams of a combination, and on how their gains interact. */
export function describeCombination({
  lanes,
  interaction,
}: Pick<Combination, 'lanes' | 'interaction'>): string {
  return lanes.length < 2 || interaction === null
    ? 'Nothing to combine: fewer than two branches are left'
    : `Together (${lanes.join(', ')}): ${WORDS[interaction]}`;
}

/** For people, a line each; 80 columns are enough for all but long names. */
export function formatCombination(combination: Combination): string {
  const { left_out: left, metrics, branch } = combination;
  const lines = [
    describeCombination(combination),
    ...metrics.map(
      ({ scenario, metric, sum, expected }) =>
        `  [${scenario}] ${metric} ${change(sum)}; expected if the gains add up: ${change(expected)}`,
    ),
    ...left.map(({ lane, reason }) => `  excluded ${lane}: ${reason}`),
    ...(branch === null ? [] : [`  branch ${branch}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function change({ ratio, low, high }: CombinedMetric['sum']): string {
  const text = (value: number): string => ((value - 1) * 100).toFixed(1);
  return `${text(ratio)} % [${text(low)}, ${text(high)}]`;
}
