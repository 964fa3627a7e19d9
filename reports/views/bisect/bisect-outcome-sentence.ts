import { assertNever } from '../../../harness/model/assert-never.ts';
import type { BisectReport } from '../../../harness/model/documents/bisect-document.ts';
import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import { formatShare } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import type { Culprit } from './bisect-culprits.ts';

export function bisectSentence(
  document: BisectReport,
  ends: ComparedMetricFact,
  culprits: readonly Culprit[],
): string {
  const metric = `${document.metric} of ${printable(document.scenario)}`;
  const culprit = culprits.at(-1);
  switch (document.outcome) {
    case 'found': {
      const [change] = culprit?.changes ?? [];
      const subject = change?.subject == null ? '' : ` "${change.subject}"`;
      return `${change?.label ?? ''}${subject} changed ${metric} by ${effectOf(culprit)}`;
    }
    case 'range': {
      const changes = culprit?.changes ?? [];
      const [from, to] = [changes[0]?.label ?? '', changes.at(-1)?.label ?? ''];
      return `one of ${changes.length} indistinguishable changes, ${from} to ${to}, changed ${metric} by ${effectOf(culprit)}`;
    }
    case 'not-confirmed':
      return `good and bad differ in ${metric} (${ends.change}), but ${culprit?.changes[0]?.label ?? 'no single change'}, the likeliest cause, was not confirmed`;
    case 'undecided':
      return `good and bad differ in ${metric} (${ends.change}), but the search was inconclusive: ${leftOf(document)}`;
    case 'interrupted':
      return interruptedSentence(document, ends, metric);
    case 'ends-alike':
      return `good and bad do not differ in ${metric}: ${ends.line}; there is nothing to find`;
    case 'ends-undecided':
      return `no difference in ${metric} was shown between good and bad: ${ends.line}${ends.needed === '' ? '' : `; ${ends.needed}`}`;
    case 'ends-incomparable':
      return `good and bad could not be compared: ${ends.explanation || ends.line}`;
    default:
      return assertNever(document.outcome);
  }
}

/** Describes an interrupted bisection: the ends' comparison is known, even without search. */
function interruptedSentence(
  document: BisectReport,
  ends: ComparedMetricFact,
  metric: string,
): string {
  const { verdict, change, line } = ends;
  if (verdict === 'inconclusive' || verdict === 'incomparable')
    return `interrupted before there was a conclusive result for ${metric}`;
  return verdict === 'regressed' || verdict === 'improved'
    ? `interrupted: good and bad differ in ${metric} (${change}), and ${leftOf(document)}`
    : `interrupted: good and bad do not differ in ${metric}: ${line}`;
}

function effectOf(culprit: Culprit | undefined): string {
  if (culprit === undefined) return '';
  const { change, interval, pairs } = culprit.comparison;
  const range = interval === '' ? '' : ` (${interval})`;
  return `${change}${range} against ${culprit.against}, on ${pairs}`;
}

function leftOf({ steps, changes, confidence }: BisectReport): string {
  const left = steps.at(-1)?.left;
  if (left === undefined) return `the cause is one of ${plural(changes.length, 'change')}`;
  const [from, to] = [changes[left.first - 1]?.label ?? '', changes[left.last - 1]?.label ?? ''];
  const width = left.last - left.first + 1;
  return `with ${formatShare(confidence)} confidence the cause is one of ${plural(width, 'change')}, ${printable(from)} to ${printable(to)}`;
}
