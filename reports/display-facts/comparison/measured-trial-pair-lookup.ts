import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { readMetricPairValues } from '../../../harness/model/read-base-and-head-metric-values.ts';
import type { CompletedTrial } from '../../../harness/model/trial.ts';

export type MeasuredPairFact = ReturnType<typeof pairsOf>[number];

/** Lookup of the pairs of one metric of one scenario; empty if nothing was measured live. */
export type PairLookup = (scenario: string, metric: string) => readonly MeasuredPairFact[];

export interface SideRuns {
  readonly base: RunRecord;
  readonly head: RunRecord;
}

export function groupRunsBySide(runs: readonly RunRecord[]): ReadonlyMap<string, SideRuns> {
  const sides = new Map<string, SideRuns>();
  const heads = new Map(
    runs.filter(({ side }) => side === 'b').map((run) => [run.scenario, run] as const),
  );
  for (const base of runs.filter(({ side }) => side === 'a')) {
    const head = heads.get(base.scenario);
    if (head !== undefined) sides.set(base.scenario, { base, head });
  }
  return sides;
}

/**
 * Creates a lookup of the pairs in the records of a live comparison, in measuring order. Warmup
 * does not count; if one unit of a pair failed, the pair is left out.
 */
export function createPairLookup({ runs }: Pick<ComparisonReport, 'runs'>): PairLookup {
  const sides = groupRunsBySide(runs);
  return (scenario, metric) => {
    const both = sides.get(scenario);
    return both === undefined ? [] : pairsOf(both, metric);
  };
}

function pairsOf({ base: before, head: after }: SideRuns, metric: string) {
  const partners = new Map(counted(after).map((trial) => [keyOf(trial), trial] as const));
  const pairs = counted(before).flatMap((trial) => {
    const partner = partners.get(keyOf(trial));
    const values = readMetricPairValues({ a: trial, b: partner }, metric);
    return partner === undefined || values === null ? [] : { trial, partner, values };
  });
  return pairs.map(({ trial, partner, values: { a: base, b: head } }, index) => ({
    /** Place in the order of time among the pairs that count, from 1. */
    number: index + 1,
    /** Stage of the pair: screening for candidates, or confirming with fresh pairs. */
    stage: trial.stage ?? ('screen' as const),
    /** Slot assigned to the base at random; the head has the other slot. */
    baseSlot: trial.slot,
    base,
    head,
    /** ln(head / base); null if either value is not above zero. */
    logRatio: base > 0 && head > 0 ? Math.log(head / base) : null,
    /** Time that both units took, milliseconds. */
    durationMs: spanMs(trial, partner),
  }));
}

/** Returns the time from the first start to the last end, since both units may be open at once. */
function spanMs(completedTrial: CompletedTrial, other: CompletedTrial): number {
  const start = Math.min(completedTrial.startedMs, other.startedMs);
  return (
    Math.max(
      completedTrial.startedMs + completedTrial.durationMs,
      other.startedMs + other.durationMs,
    ) - start
  );
}

function counted({ trials }: RunRecord): readonly CompletedTrial[] {
  return trials.filter((trial) => trial.state === 'completed' && !trial.warmup) as CompletedTrial[];
}

/** Returns a unique key with the stage, as pairs are numbered within it or over both. */
function keyOf({ stage = 'screen', pair }: CompletedTrial): string {
  return `${stage} ${pair}`;
}

/** Time that a pair takes in the middle, milliseconds; null without any. */
export function medianPairMs(pairs: readonly MeasuredPairFact[]): number | null {
  const durations = pairs.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? null;
}
