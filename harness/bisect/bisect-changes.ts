/** Finds the change that made the difference between two ends, and confirms it on fresh pairs. */

import {
  BISECT_SCHEMA,
  type BisectConfirmation,
  type BisectEstimate,
  type BisectReport,
  type BisectStep,
  type Stretch,
} from '../model/documents/bisect-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import {
  type ChangeRange,
  type ChangeSearchSpace,
  firstChangesRange,
} from './bisect-commit-search-space.ts';
import { bisectFindings, classifyBisectEnds, selectBisectedComparison } from './bisect-findings.ts';
import { addPairs, collectMetricValuePairs } from './bisect-pair-effects-by-position.ts';
import type { SearchState } from './conclude-bisect-search.ts';
import {
  countSearchPairs,
  type MeasurePairs,
  type SearchResult,
  searchChangePosition,
} from './search-culprit-change-position.ts';

export interface BisectMeasurer {
  /** Compares two sets of changes in full, on fresh pairs. */
  readonly decide: (at: ChangeRange, against: ChangeRange) => Promise<ComparisonReport>;
  /** Returns the function that measures pairs of one metric between two positions in the list. */
  readonly measureFor: (metric: string) => MeasurePairs;
}

export interface BisectOptions {
  /** Metric to follow; null selects the first gated metric whose ends differ. */
  readonly metric: string | null;
  /** Posterior probability at which the search stops. */
  readonly confidence: number;
  /** Maximum number of pairs for the whole bisection, across all repeated searches. */
  readonly maxPairs: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Milliseconds on a clock that does not jump. */
  readonly now: () => number;
  readonly onStep: (step: BisectStep) => void;
}

/** A report without the command that searches again, which the caller knows. */
export type BisectResult = Omit<BisectReport, 'again'>;

/** Maximum number of searches, since an unconfirmed answer is followed by another search. */
const ATTEMPTS = 3;

export async function bisectChanges(
  space: ChangeSearchSpace,
  measurer: BisectMeasurer,
  options: BisectOptions,
): Promise<BisectResult> {
  const startedMs = options.now();
  const size = space.changes.length;
  const ends = await measurer.decide(firstChangesRange(size), firstChangesRange(0));
  // If interrupted before the ends were measured, there is no metric to follow.
  if (ends.runs.length === 0) options.signal.throwIfAborted();
  const followed = selectBisectedComparison(ends, options.metric);
  const endsMs = options.now() - startedMs;
  const found = isChange(followed)
    ? await findStep(space, measurer, { ...options, ends, followed })
    : nothingFound(options.signal.aborted ? 'interrupted' : classifyBisectEnds(followed));
  const { outcome, steps, confirmations, searchEnd } = found;
  const confirmed = confirmations.filter(({ comparison }) => comparison !== ends);
  const endPairs = pairCount(ends, followed);
  return {
    schema: BISECT_SCHEMA,
    over: space.over,
    good: space.good,
    bad: space.bad,
    scenario: followed.scenario,
    metric: followed.metric,
    unit: followed.unit,
    seed: options.seed,
    confidence: options.confidence,
    changes: space.changes,
    ends,
    steps,
    confirmations,
    outcome,
    pairs: {
      ends: endPairs,
      search: countSearchPairs(steps),
      confirmation: confirmed.reduce(
        (sum, confirmation) => sum + pairCount(confirmation.comparison, followed),
        0,
      ),
    },
    duration_ms: options.now() - startedMs,
    measuring_ms:
      measuringMs(ends) +
      steps.reduce((sum, step) => sum + step.duration_ms, 0) +
      confirmed.reduce((sum, confirmation) => sum + measuringMs(confirmation.comparison), 0),
    estimates: isChange(followed) ? otherWays(size, endPairs, measuringMs(ends) || endsMs) : [],
    findings: bisectFindings({ space, outcome, steps, searchEnd, ends }),
  };
}

interface Found {
  readonly outcome: BisectReport['outcome'];
  readonly steps: readonly BisectStep[];
  readonly confirmations: readonly BisectConfirmation[];
  readonly searchEnd: SearchResult | null;
}

function nothingFound(outcome: BisectReport['outcome']): Found {
  return { outcome, steps: [], confirmations: [], searchEnd: null };
}

interface Ends {
  readonly ends: ComparisonReport;
  readonly followed: Comparison;
}

/** Finds and confirms the change; an unconfirmed answer is evidence for the next search. */
async function findStep(
  space: ChangeSearchSpace,
  measurer: BisectMeasurer,
  options: BisectOptions & Ends,
): Promise<Found> {
  const { ends, followed, confidence, maxPairs, onStep, signal } = options;
  const size = space.changes.length;
  const pairs = collectMetricValuePairs(ends, followed);
  let state: SearchState = {
    size,
    evidence: [{ at: size, against: 0, pairs }],
    untestable: new Set(),
  };
  const steps: BisectStep[] = [];
  const confirmations: BisectConfirmation[] = [];
  const measure = measurer.measureFor(followed.metric);
  for (let attempt = 1; ; attempt += 1) {
    const limits = { confidence, maxPairs: maxPairs - countSearchPairs(steps) };
    const end = await searchChangePosition(state, measure, limits, onStep);
    steps.push(...end.steps);
    const result = (outcome: BisectReport['outcome']): Found => {
      return { outcome, steps, confirmations, searchEnd: end };
    };
    if (end.type === 'interrupted' || signal.aborted) return result('interrupted');
    if (end.type === 'exhausted') return result('undecided');
    const { stretch } = end;
    const confirmed = confirm(space, measurer, stretch, options).catch((error: unknown) => {
      // An interruption here ends the bisection with the confirmations so far, as one during the
      // search does.
      if (signal.aborted) return [];
      throw error;
    });
    confirmations.push(...(await confirmed));
    const last = confirmations.at(-1);
    if (signal.aborted) return result('interrupted');
    if (last?.confirmed) return result(stretch.first === stretch.last ? 'found' : 'range');
    const isStuck = end.steps.length === 0 && attempt > 1;
    if (last === undefined || attempt === ATTEMPTS || isStuck) return result('not-confirmed');
    const places = { at: stretch.last, against: stretch.first - 1 };
    const fresh = collectMetricValuePairs(last.comparison, followed);
    state = { ...end.state, evidence: addPairs(end.state.evidence, places, fresh) };
  }
}

/**
 * Confirms the answer of the search: a change that can be applied alone is first compared with no
 * changes, which is stronger evidence, then with its parent.
 */
async function confirm(
  space: ChangeSearchSpace,
  measurer: BisectMeasurer,
  stretch: Stretch,
  { ends, followed, signal }: BisectOptions & Ends,
): Promise<readonly BisectConfirmation[]> {
  const { first, last } = stretch;
  const files = await space.filesOf(stretch);
  const judged = (
    against: BisectConfirmation['against'],
    comparison: ComparisonReport,
  ): BisectConfirmation => {
    const own = selectBisectedComparison(comparison, followed.metric);
    const confirmed = own.confirmed && own.verdict === followed.verdict;
    return { ...stretch, files, against, comparison, confirmed };
  };
  // Between two ends that are next to each other the decision was made on fresh pairs already.
  if (first === 1 && last === space.changes.length) return [judged('parent', ends)];
  const alone: BisectConfirmation[] = [];
  if (space.areIndependent && first > 1) {
    alone.push(judged('none', await measurer.decide({ first, last }, firstChangesRange(0))));
    if (alone[0]?.confirmed || signal.aborted) return alone;
  }
  const report = await measurer.decide(firstChangesRange(last), firstChangesRange(first - 1));
  return [...alone, judged('parent', report)];
}

function isChange({ verdict, confirmed }: Comparison): boolean {
  return confirmed && (verdict === 'regressed' || verdict === 'improved');
}

function pairCount(report: ComparisonReport, followed: Comparison): number {
  return collectMetricValuePairs(report, followed).length;
}

/** Time that the units of a comparison took. */
function measuringMs({ runs }: ComparisonReport): number {
  return Math.max(0, ...runs.map(({ timings }) => timings.measure ?? 0));
}

/**
 * Estimated cost of two other methods, as full decisions with the pairs and the time that the
 * decision between the two ends took here. Halving needs one decision for each doubling of the
 * list. A decision that ends `unchanged` usually takes fewer pairs than one that confirms; a wrong
 * decision costs the whole search, which the estimate leaves out.
 */
function otherWays(size: number, endPairs: number, endsMs: number): readonly BisectEstimate[] {
  if (size < 2 || endPairs === 0) return [];
  const estimate = (method: BisectEstimate['method'], decisions: number): BisectEstimate => ({
    method,
    pairs: decisions * endPairs,
    duration_ms: decisions * endsMs,
  });
  return [estimate('stepwise', Math.ceil(Math.log2(size))), estimate('every', size - 1)];
}
