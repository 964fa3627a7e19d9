import type {
  CauseMechanism,
  FixCheck,
  IncidentOnset,
  IncidentSignal,
} from '../document/investigation-document.ts';
import { median } from '../observations/median.ts';
import type { ObservedSeries } from '../observations/metric-time-series-table.ts';
import { EMPTY_CHECK_VALUES, judgeCriterion, POOL_LIMIT } from './fix-success-criteria.ts';

/** Signals that changed so near to the beginning are part of the incident. */
const NEAR_MS = 30 * 60_000;
/** Fraction of a signal's change that must be left at most for it to count as recovered. */
const LEAST_BACK = 0.5;
/** A level below this share of change is the same (`LEAST_CHANGE` of find-metrics-changed-at-onset.ts). */
const SAME = 0.15;

export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

/**
 * Checks that resource metrics which changed with the incident are back at or beyond their former
 * level. Metrics of the mechanisms of the cause are decisive; others are only reported.
 */
export function checkSignalsAfterFix(
  signals: readonly IncidentSignal[],
  onset: IncidentOnset,
  series: readonly ObservedSeries[],
  span: TimeSpan,
  mechanisms: readonly CauseMechanism[],
): readonly FixCheck[] {
  const [first, last] = [Date.parse(onset.low) - NEAR_MS, Date.parse(onset.high) + NEAR_MS];
  return signals
    .filter(({ at }) => Date.parse(at) >= first && Date.parse(at) <= last)
    .map(({ name, labels, before, after, mechanism }): FixCheck => {
      const found = series.find(
        (observedSeries) => observedSeries.name === name && observedSeries.labels === labels,
      );
      const value = found === undefined ? null : median(valuesIn(found, span));
      const limit = limitOf(before, after);
      return {
        measure: 'signal',
        name: labels === '' ? name : `${name} ${labels}`,
        basis: 'the level before',
        before,
        during: after,
        value,
        aim: null,
        limit,
        outcome:
          value === null
            ? 'pending'
            : (after > before ? value <= limit : value >= limit)
              ? 'pass'
              : 'fail',
        is_decisive: mechanism !== null && mechanisms.includes(mechanism),
        note: value === null ? 'no data for this metric in this window' : null,
      };
    });
}

/**
 * Checks the utilization of a pool, from a share or from the connections in use and the pool size;
 * pending if neither is known.
 */
export function checkPoolUtilization(
  series: readonly ObservedSeries[],
  span: TimeSpan,
  basis: string,
): FixCheck {
  const value = poolUse(series, span);
  return {
    ...EMPTY_CHECK_VALUES,
    measure: 'connections',
    name: 'connections in use',
    basis,
    value,
    limit: POOL_LIMIT,
    outcome: value === null ? 'pending' : judgeCriterion(value, { limit: POOL_LIMIT, aim: null }),
    is_decisive: true,
    note: value === null ? 'no pool metrics in this window (--metrics)' : null,
  };
}

const POOL = /pool|connection/iu;
const SHARE = /util|usage|percent|pct|ratio|share/iu;
const USED = /in_?use|used|active|busy|acquired/iu;
const SIZE = /size|max|limit|total|capacity/iu;

function poolUse(series: readonly ObservedSeries[], span: TimeSpan): number | null {
  const pools = series.filter(({ name }) => POOL.test(name));
  const shares = pools
    .filter(({ name }) => SHARE.test(name))
    .flatMap((pool) => median(valuesIn(pool, span)) ?? []);
  // Exporters give shares from 0 to 1, or percent.
  if (shares.length > 0)
    return Math.max(...shares.map((value) => (value > 1.5 ? value / 100 : value)));
  const uses = pools
    .filter(({ name }) => USED.test(name))
    .flatMap((used) => {
      const size = pools.find(({ name, labels }) => SIZE.test(name) && labels === used.labels);
      const [inUse, of] = [
        median(valuesIn(used, span)),
        size === undefined ? null : median(valuesIn(size, span)),
      ];
      return inUse === null || of === null || of <= 0 ? [] : [inUse / of];
    });
  return uses.length === 0 ? null : Math.max(...uses);
}

/** Limit of a recovery: halfway back, or practically the former level, whichever is closer. */
function limitOf(before: number, after: number): number {
  const half = before + (after - before) * LEAST_BACK;
  const same = before + Math.sign(after - before) * SAME * Math.abs(before);
  return Math.abs(same - before) < Math.abs(half - before) ? same : half;
}

function valuesIn({ at, values }: ObservedSeries, { from, until }: TimeSpan): readonly number[] {
  return values.filter((_, index) => {
    const moment = at[index] ?? Number.NaN;
    return moment >= from && moment < until;
  });
}
