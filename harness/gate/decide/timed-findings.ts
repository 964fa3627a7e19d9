import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type { Finding } from '../../model/finding.ts';
import { trendPValue } from '../../stats/trend.ts';
import type { Conclusion } from './conclude-gated.ts';
import type { Look } from './look.ts';
import type { MetricEvidence } from './metric-evidence.ts';
import { sharesDiffer } from './shares-differ.ts';

/** One comparison in a thousand shows such a trend by chance. */
const TREND_ALPHA = 0.001;

/** What a reader should know who takes the change for one constant ratio. */
export function timedFindings(
  { scenario, metric, gated }: MetricEvidence,
  look: Look,
  { obstacle }: Pick<Conclusion, 'obstacle'>,
  rules: ComparisonRules,
): readonly Finding[] {
  if (!gated) return [];
  const findings: Finding[] = [];
  const isDrift = obstacle === 'drift';
  const about = `${metric} of "${scenario}"`;
  if (isDrift || trendPValue(look.values) < TREND_ALPHA) {
    findings.push({
      id: 'change-drifts',
      level: 'warning',
      metric,
      message: `The change in ${about} moved while it was measured: ${isDrift ? 'the intervals of two looks have nothing in common' : 'it grew or shrank from pair to pair'}. It is not one ratio.`,
      remedy:
        'Look for what grows with time on one side only, such as files, a cache or a database that its runs fill, and have setup or prepare clear it.',
    });
  }
  if (look.modes !== null && sharesDiffer(look, rules)) {
    const { base, head } = look.modes;
    findings.push({
      id: 'mode-shares-differ',
      level: 'warning',
      metric,
      message: `${about} has two modes, and the upper one has ${percent(base)} of the base's units and ${percent(head)} of the head's. How often it is slow changed, rather than how slow it is.`,
      remedy: 'Profile a unit of each mode: what differs between them is what changed.',
    });
  }
  return findings;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
