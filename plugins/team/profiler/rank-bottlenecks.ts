import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../../optimize/index.ts';

export const BOTTLENECK_SEVERITIES = ['Critical', 'High', 'Medium'] as const;
/** Severity of a bottleneck by its share of the time of an operation. */
export type BottleneckSeverity = (typeof BOTTLENECK_SEVERITIES)[number];

/** Percent of wall time above which a bottleneck is Critical, and from which High (TPP-05). */
const CRITICAL_ABOVE = 50;
const HIGH_FROM = 20;

/** @param share - Percent of the wall time of an operation. */
export function classifySeverity(share: number): BottleneckSeverity {
  if (share > CRITICAL_ABOVE) return 'Critical';
  return share >= HIGH_FROM ? 'High' : 'Medium';
}

/** Bottleneck with its measurements (TPP-05). */
export interface RankedBottleneck {
  readonly scenario: string;
  readonly severity: BottleneckSeverity;
  readonly function: string;
  /** From the root of the project; null: it has no source. */
  readonly file: string | null;
  readonly line: number | null;
  /** Time within an operation. */
  readonly wall_time_ms: number;
  /** Percent of the wall time of an operation. */
  readonly share: number;
  /** One sentence with its purpose, frequency and duration. */
  readonly impact: string;
  readonly evidence: readonly string[];
  /** Numbers are estimated where no tool could measure them (TEAM-22). */
  readonly origin: 'measured' | 'estimated';
}

export interface BottleneckRanking {
  /** The largest first. */
  readonly bottlenecks: readonly RankedBottleneck[];
  /** Remark that there are fewer than expected; null: there are enough. */
  readonly remark: string | null;
}

/** Bottlenecks expected without a remark, and the limit of reported bottlenecks. */
const EXPECTED_COUNT = 3;
const MAX_COUNT = 5;

export function rankBottlenecks(
  ...profiled: readonly { readonly scenario: string; readonly map: PerformanceMap }[]
): BottleneckRanking {
  const bottlenecks = profiled
    .flatMap(({ scenario, map }) =>
      map.top_bottlenecks.map((bottleneck) => ({ scenario, ...ranked(bottleneck, map.steps) })),
    )
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MAX_COUNT);
  const count = bottlenecks.length;
  // The source alone cannot show everything that takes time.
  const rest = profiled.some(({ map }) => isEstimated(map))
    ? 'nothing else stands out in the source'
    : 'nothing else takes a noticeable part of the time';
  const remark =
    count >= EXPECTED_COUNT
      ? null
      : `${count === 0 ? 'No bottleneck was' : `Only ${count} ${count === 1 ? 'bottleneck was' : 'bottlenecks were'}`} seen; ${rest}.`;
  return { bottlenecks, remark };
}

function ranked(
  bottleneck: measure.Bottleneck,
  steps: readonly measure.Step[],
): Omit<RankedBottleneck, 'scenario'> {
  // A bottleneck below the shown steps is attributed to its nearest caller.
  const step = flatSteps(steps).find(({ id }) => id === bottleneck.step);
  const share = legible(bottleneck.share);
  const [, file = null, line] = /^(.+?):(\d+)(?::\d+)?$/u.exec(bottleneck.location ?? '') ?? [];
  return {
    severity: classifySeverity(share),
    function: bottleneck.function,
    file,
    line: line === undefined ? null : Number(line),
    wall_time_ms: legible(bottleneck.wall_time_ms),
    share,
    impact: bottleneck.detail,
    evidence: bottleneck.why.map(({ question, answer }) => `${question} ${answer}`),
    origin: step?.origin ?? 'measured',
  };
}

/** Four digits: no profile knows more. */
function legible(value: number): number {
  return Number(value.toPrecision(4));
}

/** True for a map from source alone: no tool could measure where the time goes (TEAM-22). */
export function isEstimated({ steps }: Pick<PerformanceMap, 'steps'>): boolean {
  return steps.some(({ origin }) => origin === 'estimated');
}
