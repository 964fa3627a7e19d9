import { type ComparisonReport, type Host, metrics, storage } from 'perf-harness/plugin';
import { z } from 'zod';
import type { SessionPaths } from '../session/session-artifact-paths.ts';

const ratioSchema = z.object({ ratio: z.number(), low: z.number(), high: z.number() });
/** Ratio of two sides with interval: head / base; below 1 if the metric improved. */
export type MeasuredRatio = z.infer<typeof ratioSchema>;

const interactionSchema = z.enum(['clash', 'unclear', 'overlap', 'add']);
/**
 * Interaction of the gains of branches, the most severe first. `clash`: the sum is better without
 * one of them; `unclear`: the intervals show none of the others; `overlap`: the sum is less than
 * independent gains would yield, and each contributes; `add`: it is as much.
 */
export type GainInteraction = z.infer<typeof interactionSchema>;

const sumSchema = z.object({
  scenario: z.string(),
  metric: z.string(),
  sum: ratioSchema,
  /** `adds`: the full combination compared with the combination without this branch. */
  parts: z.array(z.object({ lane: z.string(), alone: ratioSchema, adds: ratioSchema })),
  /** Product of the ratios of all branches: the sum if the gains add up. */
  expected: ratioSchema,
  interaction: interactionSchema,
});
export type CombinedMetric = z.infer<typeof sumSchema>;

const passedSchema = z.object({ lane: z.string(), commit: z.string() });
export type PassedBranch = z.infer<typeof passedSchema>;

export const COMBINATION_SCHEMA = 'perf-harness/team-combination@1';
const combinationSchema = z.strictObject({
  schema: z.literal(COMBINATION_SCHEMA),
  session: z.string(),
  /** Full hash of the commit that all branches started from. */
  base: z.string(),
  /** Commit of the combination, and its branch in the repository; null: no combination. */
  head: z.string().nullable(),
  branch: z.string().nullable(),
  /** Branches available to combine, most urgent first. */
  passed: z.array(passedSchema),
  /** Branches in the combination, most urgent first. */
  lanes: z.array(z.string()),
  left_out: z.array(z.object({ lane: z.string(), reason: z.string() })),
  /** All gated metrics. */
  metrics: z.array(sumSchema),
  interaction: interactionSchema.nullable(),
});
/** `combination-results.json`: the measured combined result of the passing branches (TEAM-34). */
export type Combination = z.infer<typeof combinationSchema>;

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

/** Measurements of one metric of one scenario, all oriented so that less is better. */
export interface CombinedMeasurement {
  /** The sum against the base. */
  readonly sum: MeasuredRatio;
  /** Each part against the base. */
  readonly parts: readonly MeasuredRatio[];
  /** The sum against the same without each part, in their order. */
  readonly adds: readonly MeasuredRatio[];
}

/** Expected sum of independent gains: each saves its share of what the others leave. */
export function expectedCombinedRatio(parts: readonly MeasuredRatio[]): MeasuredRatio {
  const product = (of: (part: MeasuredRatio) => number): number =>
    parts.reduce((all, part) => all * of(part), 1);
  return {
    ratio: product(({ ratio }) => ratio),
    low: product(({ low }) => low),
    high: product(({ high }) => high),
  };
}

/** Classifies the interaction by the intervals alone (TEAM-34). */
export function classifyInteraction({ sum, parts, adds }: CombinedMeasurement): GainInteraction {
  if (adds.some(({ low }) => low > 1)) return 'clash';
  const expected = expectedCombinedRatio(parts);
  const isAsExpected = sum.low <= expected.high && sum.high >= expected.low;
  if (isAsExpected || sum.high < expected.low) return 'add';
  return adds.every(({ high }) => high < 1) ? 'overlap' : 'unclear';
}

/** Most severe interaction of several metrics: a clash in one is a clash. */
export function worstInteraction(all: readonly GainInteraction[]): GainInteraction {
  return interactionSchema.options.find((interaction) => all.includes(interaction)) ?? 'unclear';
}

/** Ratios of the metrics that decide in a comparison, by scenario and metric. */
export type DecidingRatios = ReadonlyMap<
  string,
  { readonly scenario: string; readonly metric: string; readonly ratio: MeasuredRatio }
>;

/**
 * Returns the ratios that have an interval; those of metrics that are better higher are inverted,
 * so that lower is better for all.
 */
export function readDecidingRatios({ comparisons }: ComparisonReport): DecidingRatios {
  return new Map(
    comparisons.flatMap(({ scenario, metric, gated, ratio, low, high }) => {
      if (!gated || ratio === null || low === null || high === null || low <= 0) return [];
      const own =
        metrics.findMetric(metric)?.better === 'higher'
          ? { ratio: 1 / ratio, low: 1 / high, high: 1 / low }
          : { ratio, low, high };
      return [[`${scenario}\0${metric}`, { scenario, metric, ratio: own }] as const];
    }),
  );
}

/** Branch of a sum, with its ratios against the base, and of the sum against the sum without it. */
export interface MeasuredBranch {
  readonly lane: string;
  readonly alone: DecidingRatios;
  readonly adds: DecidingRatios | undefined;
}

/** Combined results of the metrics that all comparisons have. */
export function combineMetrics(
  sums: DecidingRatios,
  branches: readonly MeasuredBranch[],
): CombinedMetric[] {
  return [...sums].flatMap(([key, { scenario, metric, ratio: sum }]): CombinedMetric[] => {
    const parts = branches.flatMap(({ lane, alone, adds }) => {
      const [own, added] = [alone.get(key)?.ratio, adds?.get(key)?.ratio];
      return own === undefined || added === undefined ? [] : [{ lane, alone: own, adds: added }];
    });
    if (parts.length < branches.length) return [];
    const own = parts.map(({ alone }) => alone);
    const interaction = classifyInteraction({
      sum,
      parts: own,
      adds: parts.map(({ adds }) => adds),
    });
    return [{ scenario, metric, sum, expected: expectedCombinedRatio(own), interaction, parts }];
  });
}

export interface ExcludedPart<T> {
  readonly part: T;
  readonly reason: string;
}

/** Why parts do not go together; null: they do. */
type CompatibilityProbe<T> = (parts: readonly T[]) => Promise<string | null>;

/**
 * Removes parts that conflict with the parts before them; earlier parts take precedence. All are
 * probed at once; on failure, a binary search finds the shortest failing prefix, whose last part is
 * removed: about log2(n) probes for each removed part, and one if there is none.
 */
export async function findCompatibleSubset<T>(
  all: readonly T[],
  probe: CompatibilityProbe<T>,
): Promise<{ readonly compatible: readonly T[]; readonly excluded: readonly ExcludedPart<T>[] }> {
  let compatible = all;
  const excluded: ExcludedPart<T>[] = [];
  // A single part has been tested on its own branch.
  while (compatible.length > 1) {
    const failure = await probe(compatible);
    if (failure === null) break;
    const { length, reason } = await firstFailing(compatible, failure, probe);
    const part = compatible[length - 1];
    if (part === undefined) break;
    excluded.push({ part, reason });
    compatible = [...compatible.slice(0, length - 1), ...compatible.slice(length)];
  }
  return { compatible, excluded };
}

/** Returns the length of the shortest failing prefix; the whole list is known to fail. */
async function firstFailing<T>(
  parts: readonly T[],
  failure: string,
  probe: CompatibilityProbe<T>,
): Promise<{ readonly length: number; readonly reason: string }> {
  let [good, bad, reason] = [1, parts.length, failure];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const found = await probe(parts.slice(0, middle));
    if (found === null) good = middle;
    else [bad, reason] = [middle, found];
  }
  return { length: bad, reason };
}
