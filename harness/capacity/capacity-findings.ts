import type { CapacityReport } from '../model/documents/capacity-document.ts';
import type { Finding } from '../model/finding.ts';
import { MAX_INTERVAL_RATIO } from './plan-next-load-rate.ts';

/** Findings that a capacity report adds to its result. */
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
    message: `From ${ceiling} ${what} a second on ${reason}. Such runs say nothing of the server and are left out.`,
    remedy:
      'Give the machine more cores, or end what else uses them; the server may be able to do more than is said here.',
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
        ? `The search was over before the capacity was known to ±5 %: ${ENDS[endedBy]}.`
        : `The curve has fewer runs than it should: ${ENDS[endedBy]}.`,
      remedy: endedBy === 'time' ? 'Give it longer with --time.' : 'Allow more runs with --trials.',
    },
  ];
}

const ENDS = {
  time: 'its time was up',
  runs: 'it had made all its load runs',
  interrupt: 'it was interrupted',
} as const;

function voidFindings({ loads, ceiling }: Pick<CapacityReport, 'loads' | 'ceiling'>) {
  const voids = loads.filter(({ outcome }) => outcome === 'void');
  if (voids.length === 0 || ceiling !== null) return [];
  const finding: Finding = {
    id: 'load-runs-void',
    level: 'info',
    message: `${voids.length} of ${loads.length} load runs were left out, since the load generator did not send what it should: ${voids[0]?.void_reason ?? ''}.`,
  };
  return [finding];
}
