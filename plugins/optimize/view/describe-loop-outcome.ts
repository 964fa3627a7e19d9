import { display } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { formatPercentage, formatUnitAmount } from './format-optimization-amount.ts';

/** Outcome of a loop in a sentence. */
export function describeOutcome(document: OptimizationReport): string {
  const { outcome, target, stop, met_in: metIn } = document;
  const name = display.printable(target);
  const why = display.printable(stop?.text ?? 'the loop has not ended');
  const gained = gainedText(document);
  switch (outcome) {
    case 'target_met':
      return `${name}: ${gained ?? 'the target is met'}; target met in cycle ${metIn}.`;
    case 'gained':
      return `${name}: ${gained ?? 'a gain was measured'}; ${missedText(document)}.`;
    case 'unchanged':
      return `${name}: nothing was changed; ${why}.`;
    case 'planned':
      return `${name}: ${why}.`;
    case 'blocked':
    case 'failed':
      return `${name}: ${gained === null ? '' : `${gained}; then `}${why}`.replace(/\.?$/u, '.');
  }
}

function missedText({ goal, metric }: OptimizationReport): string {
  return goal === null
    ? 'no target was set'
    : `the target of ${formatUnitAmount(goal.value, metric.unit)} was missed`;
}

/** Formats `203ms → 101ms, 50.2% better, by 2 changes in 1 cycle`; null if none was accepted. */
function gainedText({
  total,
  metric,
  observed,
  cycles,
  branches,
}: OptimizationReport): string | null {
  const { baseline, final, improvement_pct: gain } = total;
  if (branches.length === 0 || baseline === null || final === null) return null;
  const applied = cycles.flatMap(({ hypotheses }) =>
    hypotheses.filter(({ outcome }) => outcome === 'applied'),
  );
  const word = gain < 0 ? 'worse' : 'better';
  const ended = cycles.filter(({ status }) => status !== 'unfinished').length;
  const what = observed?.type ?? metric.name;
  return `${what} ${formatUnitAmount(baseline, metric.unit)} → ${formatUnitAmount(final, metric.unit)}, ${formatPercentage(Math.abs(gain))} ${word}, by ${display.plural(applied.length, 'change')} in ${display.plural(ended, 'cycle')}`;
}
