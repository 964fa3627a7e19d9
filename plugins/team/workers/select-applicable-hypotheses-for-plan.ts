import { type Hypothesis, isCatalogueConflict } from '../../optimize/index.ts';
import type { HypothesisPlan } from '../strategist/make-optimization-plan.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import type { ScenarioMetric } from './worker-settings-profile-and-change-files.ts';

/** Returns the changes whose files are all in one of these places; no places means anywhere. */
export function filterByPath(
  hypotheses: readonly Hypothesis[],
  places: readonly string[],
): readonly Hypothesis[] {
  if (places.length === 0) return hypotheses;
  const isInside = (file: string): boolean =>
    places.some((place) => file === place || file.startsWith(`${place.replace(/\/+$/u, '')}/`));
  return hypotheses.filter(({ files_to_modify: files }) => files.every(isInside));
}

/**
 * Keeps applicable changes with evidence, and only the first of several alternatives, since a plan
 * cannot tell which is better and a branch has only one. Returns a sentence for each change left
 * out.
 */
export function excludeAlternatives(hypotheses: readonly Hypothesis[]): {
  readonly accepted: readonly Hypothesis[];
  readonly exclusions: readonly string[];
} {
  const accepted: Hypothesis[] = [];
  const exclusions: string[] = [];
  for (const hypothesis of hypotheses) {
    const alternative = accepted.find((other) => areAlternatives(hypothesis, other));
    const reason = explainExclusion(hypothesis, accepted, alternative);
    if (reason === null) accepted.push(hypothesis);
    else exclusions.push(`${hypothesis.id} is excluded: ${reason}`);
  }
  return { accepted, exclusions };
}

function explainExclusion(
  hypothesis: Hypothesis,
  accepted: readonly Hypothesis[],
  alternative: Hypothesis | undefined,
): string | null {
  if (hypothesis.apply === null) return 'the change must be made manually';
  if (hypothesis.evidence.length === 0) return 'no measurement or finding supports it';
  if (alternative !== undefined) return `${alternative.id} is an alternative to this hypothesis`;
  const missing = hypothesis.dependencies.find((id) => !accepted.some((other) => other.id === id));
  return missing === undefined ? null : `the change depends on ${missing}, which is excluded`;
}

function areAlternatives(hypothesis: Hypothesis, other: Hypothesis): boolean {
  return (
    hypothesis.conflicts_with.includes(other.id) ||
    other.conflicts_with.includes(hypothesis.id) ||
    hypothesis.pair === other.id ||
    other.pair === hypothesis.id ||
    isCatalogueConflict(hypothesis, other) ||
    isCatalogueConflict(other, hypothesis)
  );
}

/** Adds criteria to a plan for the scenarios that its changes were proposed for. */
export function addScenarioCriteria(
  { plan, changesByOptimization }: HypothesisPlan,
  metrics: ReadonlyMap<string, ScenarioMetric>,
): Plan {
  return plan.map((optimization) => {
    const measured = new Map(
      (changesByOptimization.get(optimization.id) ?? []).flatMap(({ id }) => {
        const measuredBy = metrics.get(id);
        return measuredBy === undefined ? [] : [[measuredBy.scenario, measuredBy.metric] as const];
      }),
    );
    const criteria = optimization.success_criteria.flatMap((criterion) =>
      [...measured].map(([scenario, metric]) => ({ ...criterion, scenario, metric })),
    );
    return { ...optimization, success_criteria: criteria };
  });
}
