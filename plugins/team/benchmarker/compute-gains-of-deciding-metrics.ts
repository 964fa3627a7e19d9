import type { measure } from 'perf-harness/plugin';
import type { Gain } from '../session/workstream-gain.ts';

/** Gains of the metrics that decide, except those without two values. */
export function computeGains(
  comparisons: readonly Pick<
    measure.Comparison,
    'scenario' | 'metric' | 'gated' | 'ratio' | 'low' | 'high'
  >[],
): readonly Gain[] {
  return comparisons.flatMap(({ scenario, metric, gated, ratio, low, high }): readonly Gain[] => {
    if (!gated || ratio === null) return [];
    const interval = low === null || high === null ? null : ([low, high] as const);
    return [{ scenario, metric, ratio, interval }];
  });
}

/** Formats `[statements] wall_time -31.2 % [-33.0, -29.1]`, with commas; null if no gains. */
export function formatGains(gains: readonly Gain[]): string | null {
  const change = (ratio: number): string => ((ratio - 1) * 100).toFixed(1);
  const texts = gains.map(({ scenario, metric, ratio, interval }) => {
    const range = interval === null ? '' : ` [${interval.map(change).join(', ')}]`;
    const sign = ratio > 1 ? '+' : '';
    return `[${scenario}] ${metric} ${sign}${change(ratio)} %${range}`;
  });
  return texts.length === 0 ? null : texts.join(', ');
}
