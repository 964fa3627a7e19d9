import type { ComparisonReport } from 'perf-harness/plugin';
import type { CauseEvidence, IncidentCause } from './document/investigation-document.ts';

/** Measures a scenario at two commits, live. */
export type MeasureCommits = (base: string, head: string) => Promise<ComparisonReport>;

/** Most commits measured: each takes minutes, and the right one is usually in the first three. */
const MOST_COMMITS = 3;
/** Weight of a verdict from fresh pairs, which outweighs all observations from outside. */
const WEIGHT = 3;

/**
 * Measures the commits of the best supported causes against their parents (`--reproduce`). A commit
 * that cannot be measured, for example because the scenario did not exist yet, is reported and does
 * not affect the others.
 *
 * @returns Evidence by the ids of the changes that the commit contains.
 */
export async function reproduceCauses(
  causes: readonly IncidentCause[],
  measure: MeasureCommits,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, CauseEvidence>> {
  const commits = [...new Set(causes.flatMap(({ change }) => change.commit ?? []))];
  const measured = new Map<string, CauseEvidence>();
  for (const commit of commits.slice(0, MOST_COMMITS)) {
    const evidence = await measure(`${commit}^`, commit).then(
      (report) => evidenceOf(commit, report),
      (error: unknown) => {
        signal.throwIfAborted();
        return notMeasured(commit, error);
      },
    );
    for (const { change } of causes) {
      if (change.commit === commit) measured.set(change.id, evidence);
    }
  }
  return measured;
}

/**
 * Returns the evidence of a comparison: a regression supports, any other conclusive verdict
 * refutes, and an inconclusive one says nothing.
 */
function evidenceOf(commit: string, { comparisons }: ComparisonReport): CauseEvidence {
  const place = placeOf(commit);
  const gated = comparisons.filter(({ gated: decides }) => decides);
  const worse = gated.find(({ verdict }) => verdict === 'regressed');
  if (worse !== undefined) {
    const { scenario, metric, ratio } = worse;
    const change = ratio === null ? '' : ` by ${Math.round((ratio - 1) * 1000) / 10} %`;
    return {
      source: 'measured',
      message: `${metric} of ${scenario} regressed${change}`,
      place,
      weight: WEIGHT,
    };
  }
  const decided = gated.filter(({ verdict }) => verdict === 'unchanged' || verdict === 'improved');
  if (gated.length > 0 && decided.length === gated.length) {
    const [first] = decided;
    return {
      source: 'measured',
      place,
      weight: -WEIGHT,
      message: `${first?.metric} of ${first?.scenario} is ${first?.verdict} at this commit`,
    };
  }
  const why = gated[0]?.verdict ?? 'nothing to compare';
  return { source: 'measured', message: `measured, but inconclusive: ${why}`, place, weight: 0 };
}

function notMeasured(commit: string, error: unknown): CauseEvidence {
  const why = error instanceof Error ? error.message : String(error);
  const message = `could not be measured: ${why}`;
  return { source: 'measured', message, place: placeOf(commit), weight: 0 };
}

function placeOf(commit: string): string {
  return `perf-harness compare ${commit.slice(0, 12)}^ ${commit.slice(0, 12)}`;
}
