import type { ScenarioEvidence } from 'perf-harness/plugin';
import type { MeasuredFinding } from '../document/runtime-measurements-in-audit-report-schema.ts';
import {
  type FindingLocation,
  isCallAtFinding,
  type LocationCoverage,
} from './finding-location.ts';
import { formatCount, formatQueryCount, truncateStatement } from './format-measurements.ts';
import type { MeasuredStatement } from './scenario-evidence-types.ts';

/** Reasons why a statement that is repeated is no defect. */
const JUSTIFICATIONS: Readonly<Record<NonNullable<MeasuredStatement['justification']>, string>> = {
  search: 'it is a search that ends with the first answer that differs',
  batch: 'each run changes a batch of rows',
  'in-process transaction': 'all runs share a transaction of a database in the process',
};

/** Returns how often a request ran a statement in a loop, and whether the loop iterated at all. */
export function describeLoopExecutions(
  place: FindingLocation,
  reached: Extract<LocationCoverage, { type: 'yes' }> | null,
  { statements, outside, unit }: ScenarioEvidence,
): MeasuredFinding | null {
  if (statements === null) return null;
  const all = statements.filter(({ places }) => isCallAtFinding(place, places));
  const unjustified = all.filter(({ justification }) => justification === undefined);
  const [worst, ...others] = unjustified.toSorted((a, b) => b.perRequest.most - a.perRequest.most);
  if (worst !== undefined && worst.perRequest.most > 1) {
    return {
      type: 'measured',
      text: `measured: ${formatRepeatedExecutions([worst, ...others], unit)}`,
    };
  }
  const [justified] = all.filter(({ justification }) => justification !== undefined);
  if (justified?.justification !== undefined) {
    const text = `measured: ${formatRepeatedExecutions([justified], unit)}; ${JUSTIFICATIONS[justified.justification]}`;
    return { type: 'dismissed by measurement', text };
  }
  if (reached === null) return null;
  const iterations = Math.round(reached.iterations / reached.calls);
  const loopRuns = `the loop ran ${formatCount(iterations, 'time')} per call`;
  if (iterations <= 1) {
    const text = `inconclusive: ${loopRuns}, which is too few to judge`;
    return { type: 'not decided', text };
  }
  const outsideLoop = outside.find(({ places }) => isCallAtFinding(place, places));
  if (outsideLoop !== undefined) {
    const times = formatCount(outsideLoop.calls, 'time');
    const text = `inconclusive: ${loopRuns}, but the loop's statement ran ${times} outside ${unit === 'request or call' ? 'a single call' : 'the requests'}`;
    return { type: 'not decided', text };
  }
  if (worst !== undefined) {
    const text = `measured: ${loopRuns}, and the loop's statement ran at most once per ${unit}`;
    return { type: 'dismissed by measurement', text };
  }
  // Having seen no statement may also mean that calls of the library are not observed.
  const isRepeated = [...statements, ...outside].some(({ perRequest }) => perRequest.most > 1);
  if (statements.length === 0 || isRepeated) {
    return {
      type: 'not decided',
      text: `inconclusive: ${loopRuns}, but no statement from the loop was observed`,
    };
  }
  const text = `measured: ${loopRuns}, and no statement ran more than once per ${unit}`;
  return { type: 'dismissed by measurement', text };
}

/**
 * `41 queries per request, 1 + N over 40 rows`; `1 to 9 queries per request` where they differ.
 * @param statements - The most frequent first.
 */
export function formatRepeatedExecutions(
  statements: readonly [MeasuredStatement, ...MeasuredStatement[]],
  unit: ScenarioEvidence['unit'],
): string {
  const [worst] = statements;
  const { least, most } = worst.perRequest;
  if (worst.rowsOf === null) {
    return `${least === most ? '' : `${least} to `}${formatQueryCount(most)} per ${unit}`;
  }
  const upTo = least === most ? '' : 'up to ';
  const rows = `${upTo}${formatCount(most, 'row')} of \`${truncateStatement(worst.rowsOf)}\``;
  return `${upTo}${formatQueryCount(most + 1)} per ${unit}, 1 + N over ${rows}`;
}
