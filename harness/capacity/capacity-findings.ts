import type { CapacityReport } from '../model/documents/capacity-document.ts';
import type { Finding } from '../model/finding.ts';
import { MAX_INTERVAL_RATIO } from './plan-next-load-rate.ts';

export function capacityFindings(
  report: Pick<CapacityReport, 'outcome' | 'capacity' | 'ceiling' | 'loads' | 'what'>,
  endedBy: 'plan' | 'time' | 'runs' | 'interrupt',
): readonly Finding[] {
  return [
    ...generatorFindings(report),
    ...impreciseFindings(report, endedBy),
    ...voidFindings(report),
  ];
}

function generatorFindings({
  ceiling,
  what,
  loads,
}: Pick<CapacityReport, 'ceiling' | 'what' | 'loads'>) {
  if (ceiling === null) return [];
  const reason = loads.find(({ outcome }) => outcome === 'void')?.void_reason ?? '';
  const finding: Finding = {
    id: 'load-generator-saturated',
    level: 'warning',
    message: `At ${ceiling} ${what} per second and above, ${reason}. Load runs at these rates do not measure the server and are excluded.`,
    remedy:
      'Give the machine more cores, or stop other workloads on it; the capacity of the server may be higher than reported.',
  };
  return [finding];
}

function impreciseFindings(
  { outcome, capacity }: Pick<CapacityReport, 'outcome' | 'capacity'>,
  endedBy: 'plan' | 'time' | 'runs' | 'interrupt',
): readonly Finding[] {
  if (endedBy === 'plan' || outcome === 'interrupted') return [];
  const isWide =
    capacity === null ||
    capacity.high === null ||
    capacity.high / capacity.low > MAX_INTERVAL_RATIO;
  return [
    {
      id: 'capacity-cut-short',
      level: isWide ? 'warning' : 'info',
      message: isWide
        ? `The search ended before the capacity was known to within ±5 %: ${ENDS[endedBy]}.`
        : `The curve has fewer runs than planned: ${ENDS[endedBy]}.`,
      remedy:
        endedBy === 'time' ? 'Allow more time with --time.' : 'Allow more runs with --trials.',
    },
  ];
}

const ENDS = {
  time: 'the time limit was reached',
  runs: 'the limit on the number of load runs was reached',
  interrupt: 'it was interrupted',
} as const;

function voidFindings({ loads, ceiling }: Pick<CapacityReport, 'loads' | 'ceiling'>) {
  const voids = loads.filter(({ outcome }) => outcome === 'void');
  if (voids.length === 0 || ceiling !== null) return [];
  const finding: Finding = {
    id: 'load-runs-void',
    level: 'info',
    message: `${voids.length} of ${loads.length} load runs were excluded because the load generator did not send the requested load: ${voids[0]?.void_reason ?? ''}.`,
  };
  return [finding];
}
