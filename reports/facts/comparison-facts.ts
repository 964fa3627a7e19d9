import { assertNever } from '../../harness/model/assert-never.ts';
import type { Comparison, ComparisonReport } from '../../harness/model/document.ts';
import { METRICS, type Unit } from '../../harness/model/metric.ts';
import type { RenderOptions } from '../../harness/model/reporter.ts';
import { shellQuote } from '../../harness/model/shell-quote.ts';
import {
  formatChange,
  formatChangeRange,
  formatQuantity,
  formatShare,
  NO_NUMBER,
} from '../scale.ts';
import { plural } from '../text/plural.ts';
import { printable } from '../text/printable.ts';
import { collectFootnotes, type Footnote } from './footnotes.ts';
import type { NextStep } from './next-step.ts';

/** One metric of one scenario on both sides, as every report shows it. */
export interface ComparisonFact {
  readonly scenario: string;
  readonly metric: string;
  readonly base: string;
  readonly head: string;
  /** `+12.4 %`, `×3.2`, or `n/a`. Never "no change" for what is not known. */
  readonly change: string;
  /** `+9.8 … +15.1 %`, or nothing. */
  readonly interval: string;
  readonly verdict: Comparison['verdict'];
  /** What the verdict rests on or lacks, in words; may be empty. */
  readonly explanation: string;
  readonly comparison: Comparison;
}

export interface ComparisonFacts {
  readonly headline: { readonly word: ComparisonReport['verdict']; readonly sentence: string };
  readonly base: string;
  readonly head: string;
  readonly comparisons: readonly ComparisonFact[];
  readonly footnotes: readonly Footnote[];
  /** Identifiers of the records that it rests on. */
  readonly records: readonly string[];
  readonly next: NextStep | null;
}

export function comparisonFacts(
  document: ComparisonReport,
  options: Pick<RenderOptions, 'baseline'>,
): ComparisonFacts {
  const comparisons = document.comparisons.map(comparisonFact);
  return {
    headline: { word: document.verdict, sentence: sentenceOf(comparisons) },
    base: sideText(document.base),
    head: sideText(document.head),
    comparisons,
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    records: document.runs.map(({ id }) => id),
    next: nextStep(document, options),
  };
}

function comparisonFact(comparison: Comparison): ComparisonFact {
  const { scenario, metric, base, head, ratio, low, high, verdict } = comparison;
  const unit = unitOf(comparison);
  const quantity = (value: number | null): string =>
    value === null ? NO_NUMBER : formatQuantity(value, unit);
  const isKnown = verdict !== 'incomparable' && ratio !== null;
  return {
    scenario: printable(scenario),
    metric,
    base: quantity(base),
    head: quantity(head),
    change: isKnown
      ? formatChange(ratio)
      : verdict !== 'incomparable' && base === 0
        ? 'from 0'
        : NO_NUMBER,
    interval: isKnown && low !== null && high !== null ? formatChangeRange(low, high) : '',
    verdict,
    explanation: explain(comparison),
    comparison,
  };
}

/** The unit that the document names, or the metric's own where it names one that is not known. */
function unitOf({ unit, metric }: Comparison): Unit {
  const units: readonly string[] = ['ms', 'B', 'count', 'ratio', '/s', 'score'] satisfies Unit[];
  return units.includes(unit) ? (unit as Unit) : (METRICS.get(metric)?.unit ?? 'score');
}

function explain(comparison: Comparison): string {
  const { verdict, reason, margin, direction, confirmed, needed_pairs: needed } = comparison;
  const because = reason === null ? '' : printable(reason);
  switch (verdict) {
    case 'unchanged':
      return `within the margin of ± ${formatShare(margin)}`;
    case 'incomparable':
      return because === '' ? 'no reason was given' : because;
    case 'inconclusive': {
      const leaning = direction === 'none' ? '' : `leans to ${direction}`;
      const more = needed === null ? '' : `${plural(needed, 'pair')} would decide it`;
      return [because, leaning, more].filter((part) => part !== '').join('; ');
    }
    case 'improved':
    case 'regressed':
      return [because, confirmed ? 'confirmed on fresh pairs' : '']
        .filter((part) => part !== '')
        .join('; ');
    default:
      return assertNever(verdict);
  }
}

function sideText({ label, source }: ComparisonReport['base']): string {
  return `${printable(label)} (${source})`;
}

const WORDS: Readonly<Record<Comparison['verdict'], string>> = {
  regressed: 'worse',
  improved: 'better',
  unchanged: 'unchanged',
  inconclusive: 'undecided',
  incomparable: 'not comparable',
};

function sentenceOf(comparisons: readonly ComparisonFact[]): string {
  if (comparisons.length === 0) return 'there was nothing to compare';
  const named = comparisons.some(({ verdict }) => verdict === 'regressed')
    ? 'regressed'
    : 'improved';
  const counts = Object.entries(WORDS).flatMap(([verdict, word]) => {
    const matching = comparisons.filter((one) => one.verdict === verdict);
    const [only] = matching;
    if (only === undefined) return [];
    const isNamed = matching.length === 1 && verdict === named;
    const name = isNamed ? ` (${only.metric} of ${only.scenario}: ${only.change})` : '';
    return [`${matching.length} ${word}${name}`];
  });
  return `${plural(comparisons.length, 'metric')} compared: ${counts.join(', ')}`;
}

function nextStep(
  document: ComparisonReport,
  { baseline }: Pick<RenderOptions, 'baseline'>,
): NextStep {
  const [first] = document.comparisons;
  const name = document.base.source === 'baseline' ? document.base.label : (baseline ?? 'main');
  const isWithout = (verdict: Comparison['verdict']): boolean =>
    document.comparisons.every((one) => one.verdict !== verdict);
  const regressed = document.comparisons.find(({ verdict }) => verdict === 'regressed');
  if (regressed !== undefined) {
    return {
      purpose: 'measure the regressed scenario again',
      command: `perf-harness run ${shellQuote(regressed.scenario)}`,
    };
  }
  if (document.verdict === 'incomparable' || first === undefined) {
    return {
      purpose: 'make a base on this machine',
      command: `perf-harness baseline save ${shellQuote(name)}`,
    };
  }
  if (!isWithout('inconclusive')) {
    const unsure = document.comparisons.find(({ verdict }) => verdict === 'inconclusive') ?? first;
    return {
      purpose: 'decide it with more trials',
      command: `perf-harness run --trials 60 ${shellQuote(unsure.scenario)}`,
    };
  }
  return {
    purpose: 'make this the new base',
    command: `perf-harness baseline save ${shellQuote(name)}`,
  };
}
