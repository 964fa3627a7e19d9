import type {
  Comparison,
  ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { roundNumbers } from './round-numbers.ts';

/** Characters, with 450 more for the statement on the gain: 300 tokens together. */
const MOST = 700;
const LONGEST_LINE = 200;

/** Text of a comparison for agents: the verdict, and a line a metric while there is room. */
export async function comparisonText(report: ComparisonReport): Promise<string> {
  const { createView } = await import('../../reports/views/create-document-view.ts');
  const { outcome, sentence } = createView(report).headline;
  const lines = [`${outcome}: ${sentence}`, ...orderByWeight(report.comparisons).map(lineOf)];
  const shown: string[] = [];
  let characters = 0;
  for (const line of lines.map((text) => text.slice(0, LONGEST_LINE))) {
    characters += line.length + 1;
    if (characters > MOST) break;
    shown.push(line);
  }
  const more = lines.length - shown.length;
  const rest = more === 0 ? '' : `${more} more in the structured answer or the linked comparison\n`;
  return `${shown.join('\n')}\n${rest}`;
}

/** Metrics that decide first, then those that moved; the others say nothing. */
export function orderByWeight(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons
    .filter(({ gated, verdict }) => gated || verdict === 'improved' || verdict === 'regressed')
    .toSorted((a, b) => Number(b.gated) - Number(a.gated));
}

function lineOf(comparison: Comparison): string {
  const { scenario, metric, verdict, gated, pairs, confirmed, reason } = comparison;
  const { ratio, low, high } = roundNumbers(comparison);
  const interval = ratio === null ? '' : ` ratio ${ratio} (${low} to ${high}), ${pairs} pairs`;
  const isConfirmed = confirmed ? ', confirmed' : '';
  const why = reason === null ? '' : `: ${reason}`;
  return `${JSON.stringify(scenario)} ${metric} ${verdict}${interval}${isConfirmed}${gated ? '' : ', not gated'}${why}`;
}
