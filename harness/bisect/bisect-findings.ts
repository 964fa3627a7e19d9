import type { BisectReport, BisectStep } from '../model/documents/bisect-document.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../model/finding.ts';
import { UserError } from '../model/user-error.ts';
import type { ChangeSearchSpace } from './bisect-commit-search-space.ts';
import type { SearchResult } from './search-culprit-change-position.ts';

interface Bisected {
  readonly space: ChangeSearchSpace;
  readonly outcome: BisectReport['outcome'];
  readonly steps: readonly BisectStep[];
  readonly searchEnd: SearchResult | null;
  readonly ends: ComparisonReport;
}

/** From here on a second step is worth a word. */
const LIKELY = 0.5;

/** Findings that a bisection report adds to its answer. */
export function bisectFindings({
  space,
  outcome,
  steps,
  searchEnd,
  ends,
}: Bisected): readonly Finding[] {
  const findings: Finding[] = [...ends.findings];
  const isFound = outcome === 'found' || outcome === 'range';
  const skipped = steps.filter(({ untestable }) => untestable !== null);
  if (skipped.length > 0) {
    const [first] = skipped;
    const more = skipped.length > 1 ? ` and ${skipped.length - 1} more` : '';
    findings.push({
      id: 'bisect-untestable',
      level: outcome === 'range' ? 'warning' : 'info',
      message: `Skipped ${space.changes[(first?.at ?? 1) - 1]?.label ?? ''}${more} as unmeasurable: ${first?.untestable ?? ''}`,
      ...(outcome === 'range' && {
        remedy:
          'Inspect all changes in the range; the skipped changes cannot be measured individually.',
      }),
    });
  }
  if (isFound && searchEnd !== null && searchEnd.standing.twoSteps >= LIKELY) {
    const culprit = space.changes[searchEnd.stretch.last - 1];
    findings.push({
      id: 'bisect-two-steps',
      level: 'info',
      message:
        'Two changes probably caused the difference between the good and bad ends; the reported change is one of them.',
      remedy: `Bisect again on either side of ${culprit?.label ?? 'it'} to find the other change.`,
    });
  }
  if (outcome === 'not-confirmed') {
    findings.push({
      id: 'bisect-not-confirmed',
      level: 'warning',
      message:
        'The good and bad ends differ, but no single change was confirmed as the cause; the difference may have accumulated in small steps.',
      remedy: 'Bisect a shorter range, or use a smaller --margin, which takes more pairs.',
    });
  }
  return findings;
}

/**
 * Returns the requested metric; else the first gated metric confirmed worse, else confirmed better,
 * else the first gated metric.
 */
export function selectBisectedComparison(
  report: ComparisonReport,
  metric: string | null,
): Comparison {
  const gated = report.comparisons.filter((comparison) => comparison.gated);
  if (metric !== null) {
    const asked = gated.find((comparison) => comparison.metric === metric);
    if (asked !== undefined) return asked;
    const names = report.comparisons.map((comparison) => comparison.metric).join(', ');
    throw new UserError({
      code: 'metric-not-measured',
      message: `"${metric}" is not a metric of this scenario; available: ${names || 'none'}.`,
      remedy: 'Choose one of these metrics with --metric, or omit --metric.',
    });
  }
  const confirmed = gated.filter((comparison) => comparison.confirmed);
  const followed =
    confirmed.find(({ verdict }) => verdict === 'regressed') ??
    confirmed.find(({ verdict }) => verdict === 'improved') ??
    gated[0];
  if (followed === undefined) throw new TypeError('the comparison has no gated metric');
  return followed;
}

/** Outcomes that explain why there is nothing to find, by the verdict on the ends. */
const END_OUTCOMES: Readonly<Record<Comparison['verdict'], BisectReport['outcome']>> = {
  unchanged: 'ends-alike',
  'same inputs': 'ends-alike',
  incomparable: 'ends-incomparable',
  inconclusive: 'ends-undecided',
  improved: 'ends-undecided',
  regressed: 'ends-undecided',
};

export function classifyBisectEnds({ verdict }: Comparison): BisectReport['outcome'] {
  return END_OUTCOMES[verdict];
}
