import { type Hypothesis, isCatalogueConflict } from '../../optimize/index.ts';
import type { HypothesisPlan } from '../strategist/make-optimization-plan.ts';
import type { Plan } from '../strategist/optimization-plan.ts';
import type { ScenarioMetric } from './worker-settings-profile-and-change-files.ts';

/** Returns the changes whose files are all in one of these places; no places means anywhere. */
export function filterByPlaces(
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
  readonly kept: readonly Hypothesis[];
  readonly left: readonly string[];
} {
  const kept: Hypothesis[] = [];
  const left: string[] = [];
  for (const hypothesis of hypotheses) {
    const rival = kept.find((other) => areRivals(hypothesis, other));
    const reason = reasonAgainst(hypothesis, kept, rival);
    if (reason === null) kept.push(hypothesis);
    else left.push(`${hypothesis.id} is excluded: ${reason}`);
  }
  return { kept, left };
}

function reasonAgainst(
  hypothesis: Hypothesis,
  kept: readonly Hypothesis[],
  rival: Hypothesis | undefined,
): string | null {
  if (hypothesis.apply === null) return 'the change must be made manually';
  if (hypothesis.evidence.length === 0) return 'no measurement or finding supports it';
  if (rival !== undefined) return `${rival.id} is an alternative to this hypothesis`;
  const missing = hypothesis.dependencies.find((id) => !kept.some((other) => other.id === id));
  return missing === undefined ? null : `the change depends on ${missing}, which is excluded`;
}

function areRivals(hypothesis: Hypothesis, other: Hypothesis): boolean {
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
  { plan, madeOf }: HypothesisPlan,
  judgedBy: ReadonlyMap<string, ScenarioMetric>,
): Plan {
  return plan.map((optimization) => {
    const measured = new Map(
      (madeOf.get(optimization.id) ?? []).flatMap(({ id }) => {
        const by = judgedBy.get(id);
        return by === undefined ? [] : [[by.scenario, by.metric] as const];
      }),
    );
    const criteria = optimization.success_criteria.flatMap((criterion) =>
      [...measured].map(([scenario, metric]) => ({ ...criterion, scenario, metric })),
    );
    return { ...optimization, success_criteria: criteria };
  });
}
