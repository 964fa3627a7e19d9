import type { TeamReportGain } from 'perf-harness';

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?`;
/** `[statements] wall_time -31.2 % [-33.0, -29.1]`; scenario and interval may be missing. */
const GAIN = new RegExp(
  String.raw`(?:\[([^\]]+)\] )?([\w.]+) (${NUMBER}) %(?: \[(${NUMBER}), (${NUMBER})\])?`,
  'gu',
);

/** The numbers of what a benchmarker reports as its improvement; none where it says none. */
export function readGains(improvement: string | null): readonly TeamReportGain[] {
  return [...(improvement ?? '').matchAll(GAIN)].map(
    ([, scenario, metric = '', percent, low, high]) => ({
      ...{ scenario: scenario ?? null, metric, percent: Number(percent) },
      interval: low === undefined || high === undefined ? null : [Number(low), Number(high)],
    }),
  );
}
