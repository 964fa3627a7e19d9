import { assertNever } from '../../../harness/model/assert-never.ts';
import type { Comparison } from '../../../harness/model/documents/document.ts';
import { findMetric, type Unit } from '../../../harness/model/metric.ts';
import {
  formatApart,
  formatChange,
  formatChangeRange,
  formatDuration,
  formatKnownChange,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { mediansText } from './medians-text.ts';
import { type PairFact, typicalPairMs } from './pair-facts.ts';

/** One metric of one scenario on both sides, as every report shows it. */
export interface ComparisonFact {
  readonly scenario: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly base: string;
  readonly head: string;
  /** `+12.4 %`, `×3.2`, or `n/a`. Never "no change" for what is not known. */
  readonly change: string;
  /** `+9.8 … +15.1 %`, or nothing. */
  readonly interval: string;
  /** `13 pairs`, `13 + 16 pairs` with the fresh ones that confirm; nothing where there are none. */
  readonly pairs: string;
  /** `± 2 %` */
  readonly margin: string;
  /** `± 1.4 %`: the smallest change that these pairs can be expected to show; may be empty. */
  readonly floor: string;
  readonly verdict: Comparison['verdict'];
  /** The verdict in a line: what, by how much, interval, pairs, margin. */
  readonly line: string;
  /** What the verdict rests on or lacks beyond the line, in words; may be empty. */
  readonly explanation: string;
  /** Time that a pair takes in the middle, milliseconds; null: there are none. */
  readonly pairMs: number | null;
  /** What it takes to decide: `about 41 pairs would decide it, 45 s`; may be empty. */
  readonly needed: string;
  /** The same in a few words: `about 41 pairs, 45 s`; may be empty. */
  readonly takes: string;
  /** The pairs of that: where `needed_pairs` is null, as many as the next look takes; null: not known. */
  readonly takesPairs: number | null;
  /** What is known of two modes, in words; may be empty. */
  readonly modes: string;
  readonly comparison: Comparison;
}

/**
 * The facts of one comparison; its pairs say how long more of them would take.
 * @param nextLook - Pairs after which more can be said of a timed metric, where time has ended it; else null.
 */
export function comparisonFact(
  comparison: Comparison,
  pairs: readonly PairFact[] = [],
  nextLook: number | null = null,
): ComparisonFact {
  const { scenario, metric, base, head, ratio, verdict, margin } = comparison;
  const unit = unitOf(comparison);
  const quantity = (value: number | null): string =>
    value === null ? NO_NUMBER : formatQuantity(value, unit);
  const isKnown = verdict !== 'incomparable' && ratio !== null;
  const pairMs = typicalPairMs(pairs);
  const takesPairs = pairsTaken(comparison, nextLook);
  const takes = takesText(comparison, takesPairs, pairMs);
  const needed = neededText(takes);
  const isChange = verdict === 'regressed' || verdict === 'improved';
  const [baseText, headText] =
    isChange && base !== null && head !== null
      ? formatApart(base, head, unit)
      : [quantity(base), quantity(head)];
  const changeText = isChange ? formatKnownChange : formatChange;
  const texts = {
    base: baseText,
    head: headText,
    change: isKnown ? changeText(ratio) : changeWithoutRatio(comparison),
    interval: isKnown ? intervalText(comparison) : '',
    pairs: pairsText(comparison),
    margin: margin === 0 ? '0 %' : `± ${formatShare(margin)}`,
  };
  return {
    scenario: printable(scenario),
    metric,
    unit,
    ...texts,
    floor: comparison.floor === null ? '' : `± ${formatShare(comparison.floor)}`,
    verdict,
    line: lineOf(comparison, texts),
    explanation: explain(comparison, needed),
    pairMs,
    needed,
    takes,
    takesPairs,
    modes: modesText(comparison, unit),
    comparison,
  };
}

/** An exact metric has no interval to tell of. */
function intervalText({ low, high, ratio }: Comparison): string {
  return low === null || high === null || low === high
    ? ''
    : formatChangeRange(low, high, ratio ?? high);
}

/** Where the base is zero there is no ratio, and still it is known whether there is a change. */
function changeWithoutRatio({ base, head, verdict }: Comparison): string {
  if (verdict === 'incomparable' || base !== 0) return NO_NUMBER;
  if (head !== 0) return 'from 0';
  return verdict === 'unchanged' ? '0 %' : NO_NUMBER;
}

/** The unit that the document names, or the metric's own where it names one that is not known. */
function unitOf({ unit, metric }: Comparison): Unit {
  const units: readonly string[] = ['ms', 'B', 'count', 'ratio', '/s', 'score'] satisfies Unit[];
  return units.includes(unit) ? (unit as Unit) : (findMetric(metric)?.unit ?? 'score');
}

function pairsText({ pairs, screen_pairs: screen, confirm_pairs: confirm }: Comparison): string {
  if (confirm > 0) return `${screen} + ${plural(confirm, 'pair')}`;
  const count = screen > 0 ? screen : pairs;
  return count > 0 ? plural(count, 'pair') : '';
}

function lineOf(
  { metric, verdict, reason, same_files: sameFiles = 0 }: Comparison,
  {
    base,
    head,
    change,
    interval,
    pairs,
    margin,
  }: Pick<ComparisonFact, 'base' | 'head' | 'change' | 'interval' | 'pairs' | 'margin'>,
): string {
  const start = `${metric} ${verdict}:`;
  if (verdict === 'incomparable') return `${start} ${reasonText(reason)}`;
  if (verdict === 'same inputs') return `${start} ${sameFilesText(sameFiles)}`;
  const range = interval === '' ? '' : ` (${interval})`;
  const amount = change === 'from 0' ? `from 0 to ${head}` : `${change}${range}`;
  const what = change === NO_NUMBER ? `${base} to ${head}` : amount;
  const rest = [pairs, `margin ${margin}`].filter((part) => part !== '');
  return [`${start} ${what}`, ...rest].join(', ');
}

/** What makes a measurement needless. */
function sameFilesText(files: number): string {
  return `all ${plural(files, 'file')} that both sides read are equal, so that nothing was measured`;
}

function reasonText(reason: string | null): string {
  const text = reason === null ? '' : printable(reason);
  return text === '' ? 'no reason was given' : text;
}

function explain(comparison: Comparison, needed: string): string {
  const { verdict, reason, direction } = comparison;
  const because = reason === null ? '' : printable(reason);
  const medians = mediansText(comparison);
  switch (verdict) {
    case 'incomparable':
    case 'same inputs':
      return '';
    case 'inconclusive': {
      const leaning = direction === 'none' ? '' : `leans to ${direction}`;
      return joined(because, leaning, needed, medians);
    }
    case 'unchanged':
    case 'improved':
    case 'regressed':
      return joined(because, medians);
    default:
      return assertNever(verdict);
  }
}

function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('; ');
}

/** Pairs that would decide it, or at least say more. */
function pairsTaken(
  { needed_pairs: needed, verdict, metric }: Comparison,
  nextLook: number | null,
): number | null {
  const isOpen = verdict === 'inconclusive' && findMetric(metric)?.nature === 'timed';
  return needed ?? (isOpen ? nextLook : null);
}

/** How many pairs, and how long they take where it is known how long one does. */
function takesText(
  { needed_pairs: needed }: Comparison,
  pairs: number | null,
  pairMs: number | null,
): string {
  if (pairs === null) return '';
  const timeMs = pairMs === null ? null : Math.ceil((pairs * pairMs) / 1_000) * 1_000;
  const time = timeMs === null ? '' : `, ${formatDuration(timeMs)}`;
  return `${needed === null ? 'at least' : 'about'} ${plural(pairs, 'pair')}${time}`;
}

/** The same as a sentence. */
function neededText(takes: string): string {
  if (takes.startsWith('at least')) return `it takes ${takes}`;
  return takes.replace(/^(.*? pairs?)/u, '$1 would decide it');
}

function modesText({ modes }: Comparison, unit: Unit): string {
  if (modes === null) return '';
  const { base, head, low, high, differs } = modes;
  const sentence = `two modes, about ${formatQuantity(low, unit)} and ${formatQuantity(high, unit)}: ${formatShare(base)} of the base and ${formatShare(head)} of the head lie in the upper one`;
  return differs ? `${sentence}, more different than by chance` : sentence;
}
