import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { findMetric, type Unit } from '../../../harness/model/metric.ts';
import type { OutcomeSign } from '../../format-independent-report-view.ts';
import {
  formatChange,
  formatChangeRange,
  formatDistinctPair,
  formatDuration,
  formatNonzeroChange,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';
import { type MeasuredPairFact, medianPairMs } from './measured-trial-pair-lookup.ts';

interface Verdict {
  readonly sign: OutcomeSign;
  /** Word for it in a headline's counts. */
  readonly counted: string;
}

/** Verdicts over a metric, in the order in which a headline counts them. */
export const VERDICT_LABELS: Readonly<Record<Comparison['verdict'], Verdict>> = {
  regressed: { sign: '✗', counted: 'worse' },
  improved: { sign: '✓', counted: 'better' },
  unchanged: { sign: '=', counted: 'unchanged' },
  'same inputs': { sign: '=', counted: 'with the same inputs' },
  inconclusive: { sign: '?', counted: 'inconclusive' },
  incomparable: { sign: '!', counted: 'not comparable' },
};

export type ComparedMetricFact = ReturnType<typeof comparedMetricFact>;

/**
 * Returns the facts of one comparison; its pairs show how long further pairs would take.
 * @param nextLook - Number of pairs at the next interim analysis of a timed metric that ran out of
 * time; otherwise null.
 */
export function comparedMetricFact(
  comparison: Comparison,
  pairs: readonly MeasuredPairFact[] = [],
  nextLook: number | null = null,
) {
  const { scenario, metric, ratio, verdict, margin, floor } = comparison;
  const unit = unitOf(comparison);
  const pairMs = medianPairMs(pairs);
  const takesPairs = pairsTaken(comparison, nextLook);
  const open = takesTexts(comparison, takesPairs, pairMs);
  const isKnown = verdict !== 'incomparable' && ratio !== null;
  const changeText = isChange(verdict) ? formatNonzeroChange : formatChange;
  const texts = {
    ...sideTexts(comparison, unit),
    /** Relative change: `+12.4 %`, `×3.2`, or `n/a`. Unknown is never reported as "no change". */
    change: isKnown ? changeText(ratio) : changeWithoutRatio(comparison),
    /** Interval `+9.8 … +15.1 %`, or empty. */
    interval: isKnown ? intervalText(comparison) : '',
    /** `13 pairs`, `13 + 16 pairs` with the fresh pairs that confirm; empty without pairs. */
    pairs: pairsText(comparison),
    /** `± 2 %` */
    margin: margin === 0 ? '0 %' : `± ${formatShare(margin)}`,
  };
  const amount = amountText(texts);
  return {
    scenario: printable(scenario),
    metric,
    unit,
    ...texts,
    /** `5 + 8` of `5 + 8 pairs`. */
    pairCount: texts.pairs.replace(/ pairs?$/u, ''),
    /** Smallest change that these pairs can be expected to detect: `± 1.4 %`; may be empty. */
    floor: floor === null ? '' : `± ${formatShare(floor)}`,
    verdict,
    /** `+12.4 % (+9.8 … +15.1 %), 13 pairs, margin ± 2 %` */
    amount,
    /** The verdict in one line: metric, change, interval, pairs, margin. */
    line: `${metric} ${verdict}: ${unmeasuredText(comparison) ?? amount}`,
    /** Reasons for the verdict, or for none, that the line does not state; may be empty. */
    explanation: explain(comparison, open.needed),
    /** Median time of a pair, milliseconds; null: there are no pairs. */
    pairMs,
    ...open,
    /** Pairs to decide; the next interim analysis's if `needed_pairs` is null; null: unknown. */
    takesPairs,
    /** Description of two modes, if any; may be empty. */
    modes: modesText(comparison, unit),
    comparison,
  };
}

function isChange(verdict: Comparison['verdict']): boolean {
  return verdict === 'regressed' || verdict === 'improved';
}

/** The values of both sides; of a change with as many digits as show it. */
function sideTexts({ base, head, verdict }: Comparison, unit: Unit) {
  if (isChange(verdict) && base !== null && head !== null) {
    const [baseText, headText] = formatDistinctPair(base, head, unit);
    return { base: baseText, head: headText };
  }
  const text = (value: number | null): string =>
    value === null ? NO_NUMBER : formatQuantity(value, unit);
  return { base: text(base), head: text(head) };
}

/** An exact metric has no interval to tell of. */
function intervalText({ low, high, ratio }: Comparison): string {
  return low === null || high === null || low === high
    ? ''
    : formatChangeRange(low, high, ratio ?? high);
}

/** Describes the change from a base of zero, which has no ratio but may still be known. */
function changeWithoutRatio({ base, head, verdict }: Comparison): string {
  if (verdict === 'incomparable' || base !== 0) return NO_NUMBER;
  if (head !== 0) return 'from 0';
  return verdict === 'unchanged' ? '0 %' : NO_NUMBER;
}

/** Returns the unit named in the document, or the metric's own unit if that is unknown. */
function unitOf({ unit, metric }: Comparison): Unit {
  const units: readonly string[] = ['ms', 'B', 'count', 'ratio', '/s', 'score'] satisfies Unit[];
  return units.includes(unit) ? (unit as Unit) : (findMetric(metric)?.unit ?? 'score');
}

function pairsText({ pairs, screen_pairs: screen, confirm_pairs: confirm }: Comparison): string {
  if (confirm > 0) return `${screen} + ${plural(confirm, 'pair')}`;
  const count = screen > 0 ? screen : pairs;
  return count > 0 ? plural(count, 'pair') : '';
}

type Texts = Readonly<Record<'base' | 'head' | 'change' | 'interval' | 'pairs' | 'margin', string>>;

function amountText({ base, head, change, interval, pairs, margin }: Texts): string {
  const range = interval === '' ? '' : ` (${interval})`;
  const known = change === 'from 0' ? `from 0 to ${head}` : `${change}${range}`;
  const what = change === NO_NUMBER ? `${base} to ${head}` : known;
  return joinTexts([what, pairs, `margin ${margin}`], ', ');
}

/** Returns the reason why nothing was measured or compared; null: it was. */
function unmeasuredText({ verdict, reason, same_files: files = 0 }: Comparison): string | null {
  if (verdict === 'incomparable') return formatVerdictReason(reason);
  if (verdict !== 'same inputs') return null;
  if (reason !== null) return formatVerdictReason(reason);
  return `all ${plural(files, 'file')} that both sides of the comparison read are identical, so nothing was measured`;
}

export function formatVerdictReason(reason: string | null): string {
  return printable(reason ?? '') || 'no reason given';
}

function explain(comparison: Comparison, needed: string): string {
  const { verdict, reason, direction } = comparison;
  if (verdict === 'incomparable' || verdict === 'same inputs') return '';
  const because = printable(reason ?? '');
  const open =
    verdict === 'inconclusive' ? [direction === 'none' ? '' : `trending ${direction}`, needed] : [];
  return joinTexts([because, ...open, mediansText(comparison)]);
}

/** A reader who divides the two figures of a row notices no less than this, as a share of the base. */
const NOTICED = 0.01;

/**
 * Explains medians of a row that contradict its change; empty: they agree. Needed for two stored
 * samples only, since the figures shown for live pairs agree (harness/gate/decide/side-figures.ts).
 */
function mediansText({ base, head, ratio, screen_pairs: live }: Comparison): string {
  if (live > 0 || base === null || head === null || ratio === null || base <= 0) return '';
  const ofMedians = head / base;
  if (Math.abs(ofMedians - ratio) < NOTICED) return '';
  return `the medians alone differ by ${formatChange(ofMedians)}; the reported change is the median of the ratios between every head trial and every base trial`;
}

/** Returns the number of pairs needed for a decision, or at least for more information. */
function pairsTaken(
  { needed_pairs: needed, verdict, metric }: Comparison,
  nextLook: number | null,
): number | null {
  const isOpen = verdict === 'inconclusive' && findMetric(metric)?.nature === 'timed';
  return needed ?? (isOpen ? nextLook : null);
}

/** Describes the pairs needed to decide, in a few words and as a sentence; empty if unknown. */
function takesTexts(
  { needed_pairs: needed }: Comparison,
  pairs: number | null,
  pairMs: number | null,
) {
  if (pairs === null) return { takes: '', needed: '' };
  const timeMs = Math.ceil((pairs * (pairMs ?? 0)) / 1_000) * 1_000;
  const time = pairMs === null ? '' : `, ${formatDuration(timeMs)}`;
  const count = plural(pairs, 'pair');
  return needed === null
    ? { takes: `at least ${count}${time}`, needed: `a verdict needs at least ${count}${time}` }
    : { takes: `about ${count}${time}`, needed: `a verdict needs about ${count}${time}` };
}

function modesText({ modes }: Comparison, unit: Unit): string {
  if (modes === null) return '';
  const { base, head, low, high, differs } = modes;
  const sentence = `two modes, at about ${formatQuantity(low, unit)} and ${formatQuantity(high, unit)}: ${formatShare(base)} of the base trials and ${formatShare(head)} of the head trials are in the upper mode`;
  return differs ? `${sentence}, a larger difference than expected by chance` : sentence;
}
