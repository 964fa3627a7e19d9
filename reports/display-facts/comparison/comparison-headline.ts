import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { CHANGE_NOT_RUN } from '../../../harness/model/finding.ts';
import { formatGroupedNumber, plural } from '../../text/sentence-parts.ts';
import {
  type ComparedMetricFact,
  formatVerdictReason,
  VERDICT_LABELS,
} from './compared-metric-display-data.ts';

/** Builds the verdict as word and sentence, which counts gated metrics, names largest changes. */
export function comparisonHeadline(
  { verdict, findings }: Pick<ComparisonReport, 'verdict' | 'findings'>,
  comparisons: readonly ComparedMetricFact[],
) {
  if (comparisons.length === 0) return { word: verdict, sentence: 'there was nothing to compare' };
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const counted = gated.length === 0 ? comparisons : gated;
  const named = counted.some((comparison) => comparison.verdict === 'regressed')
    ? 'regressed'
    : 'improved';
  const isOne = new Set(comparisons.map(({ scenario }) => scenario)).size === 1;
  const counts = Object.entries(VERDICT_LABELS).flatMap(([word, { counted: text }]) => {
    const matching = counted.filter((comparison) => comparison.verdict === word);
    if (matching.length === 0) return [];
    const names = word === named ? ` (${namesOf(matching, isOne)})` : '';
    return [`${formatGroupedNumber(matching.length)} ${text}${names}`];
  });
  const what = plural(counted.length, gated.length === 0 ? 'metric' : 'gated metric');
  const others = comparisons.length - counted.length;
  const rest = others === 0 ? '' : `; ${plural(others, 'other is', 'others are')} not gated`;
  const why = counted.find((comparison) => comparison.verdict === 'incomparable');
  const start = why === undefined ? '' : `${whyText(why, isOne)}; `;
  return {
    word: verdict,
    sentence: `${formatUnexecutedWarning(findings)}${start}${what} compared: ${counts.join(', ')}${rest}`,
  };
}

/** Returns the warning that precedes any count if no scenario runs the changed code. */
export function formatUnexecutedWarning(findings: ComparisonReport['findings']): string {
  const isUnrun = findings.some(({ id }) => id === CHANGE_NOT_RUN);
  return isUnrun ? 'no scenario runs the changed code; ' : '';
}

function whyText({ scenario, comparison }: ComparedMetricFact, isOneScenario: boolean): string {
  const reason = formatVerdictReason(comparison.reason);
  return isOneScenario ? reason : `${scenario}: ${reason}`;
}

/** More changes than these are counted only. */
const MOST_NAMED = 2;

function namesOf(changed: readonly ComparedMetricFact[], isOneScenario: boolean): string {
  const names = changed
    .slice(0, MOST_NAMED)
    .map(({ metric, scenario, change }) =>
      isOneScenario ? `${metric}: ${change}` : `${metric} of ${scenario}: ${change}`,
    );
  const more = changed.length - names.length;
  return [...names, ...(more === 0 ? [] : [`${more} more`])].join(', ');
}
