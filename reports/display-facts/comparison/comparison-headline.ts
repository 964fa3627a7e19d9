import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { CHANGE_NOT_RUN } from '../../../harness/model/finding.ts';
import { formatGroupedNumber, plural } from '../../text/sentence-parts.ts';
import type { ChangeExplanationFacts } from './change-explanation-display-data.ts';
import {
  type ComparedMetricFact,
  formatVerdictReason,
  VERDICT_LABELS,
} from './compared-metric-display-data.ts';
import { describeChange } from './describe-change.ts';

interface ExplainedScenario {
  readonly scenario: string;
  readonly explanation: ChangeExplanationFacts | null;
}

/**
 * Builds the verdict as word and sentence: the first change of a gated metric with its function,
 * then the number of metrics by verdict.
 */
export function comparisonHeadline(
  { verdict, findings }: Pick<ComparisonReport, 'verdict' | 'findings'>,
  comparisons: readonly ComparedMetricFact[],
  scenarios: readonly ExplainedScenario[],
) {
  if (comparisons.length === 0) return { word: verdict, sentence: 'there was nothing to compare' };
  const gated = comparisons.filter(({ comparison }) => comparison.gated);
  const counted = gated.length === 0 ? comparisons : gated;
  const changed =
    gated.find((comparison) => comparison.verdict === 'regressed') ??
    gated.find((comparison) => comparison.verdict === 'improved');
  const isOne = new Set(comparisons.map(({ scenario }) => scenario)).size === 1;
  const counts = Object.entries(VERDICT_LABELS).flatMap(([word, { counted: text }]) => {
    const matching = counted.filter((comparison) => comparison.verdict === word);
    if (matching.length === 0) return [];
    return [`${formatGroupedNumber(matching.length)} ${text}`];
  });
  const what = plural(counted.length, gated.length === 0 ? 'metric' : 'gated metric');
  const others = comparisons.length - counted.length;
  const rest = others === 0 ? '' : `; ${plural(others, 'other is', 'others are')} not gated`;
  const why = counted.find((comparison) => comparison.verdict === 'incomparable');
  const start = why === undefined ? describeFirst(changed, scenarios) : `${whyText(why, isOne)}; `;
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

function describeFirst(
  changed: ComparedMetricFact | undefined,
  scenarios: readonly ExplainedScenario[],
): string {
  const own = scenarios.find(({ scenario }) => scenario === changed?.scenario);
  const text = changed === undefined ? null : describeChange(changed, own?.explanation ?? null);
  return text === null ? '' : `${text}; `;
}

function whyText({ scenario, comparison }: ComparedMetricFact, isOneScenario: boolean): string {
  const reason = formatVerdictReason(comparison.reason);
  return isOneScenario ? reason : `${scenario}: ${reason}`;
}
