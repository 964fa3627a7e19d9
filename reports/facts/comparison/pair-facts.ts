import type { ComparisonReport } from '../../../harness/model/documents/comparison-document.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { readPairValues } from '../../../harness/model/read-pair-values.ts';
import type { CompletedTrial } from '../../../harness/model/trial.ts';

/** Two units that were measured together, with one metric of both. */
export type PairFact = ReturnType<typeof pairsOf>[number];

/** The pairs of one metric of one scenario; empty where nothing was measured live. */
export type PairLookup = (scenario: string, metric: string) => readonly PairFact[];

/** Both records of a scenario in a live comparison. */
export interface SideRuns {
  readonly base: RunRecord;
  readonly head: RunRecord;
}

/** The records of both sides by scenario, for those that have both. */
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
 * Pairs as they stand in the records of a live comparison, in the order of measuring. Warm-up does
 * not count; where one unit of a pair failed, the pair is gone.
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
    const values = readPairValues({ a: trial, b: partner }, metric);
    return partner === undefined || values === null ? [] : { trial, partner, values };
  });
  return pairs.map(({ trial, partner, values: { a: base, b: head } }, index) => ({
    /** Place in the order of time among the pairs that count, from 1. */
    number: index + 1,
    /** Stage of the pair: screening for candidates, or confirming with fresh pairs. */
    stage: trial.stage ?? ('screen' as const),
    /** Slot that the coin gave the base; the head has the other one. */
    baseSlot: trial.slot,
    /** In the base unit of the metric. */
    base,
    head,
    /** ln(head / base); null where one of them is not above zero. */
    logRatio: base > 0 && head > 0 ? Math.log(head / base) : null,
    /** Time that both units took, milliseconds. */
    durationMs: spanMs(trial, partner),
  }));
}

/** From the start of the first to the end of the last: both may be open at once. */
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

/**
 * Returns a unique key: pairs are numbered within their stage or over both, so the stage is part of
 * it.
 */
function keyOf({ stage = 'screen', pair }: CompletedTrial): string {
  return `${stage} ${pair}`;
}

/** Time that a pair takes in the middle, milliseconds; null without any. */
export function medianPairMs(pairs: readonly PairFact[]): number | null {
  const durations = pairs.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  return durations[Math.floor(durations.length / 2)] ?? null;
}
