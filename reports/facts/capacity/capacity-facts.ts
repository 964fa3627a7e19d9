import type {
  CapacityPoint,
  CapacityReport,
} from '../../../harness/model/documents/capacity-document.ts';
import type { Summary } from '../../../harness/model/summary.ts';
import type { NextStep } from '../../next-step.ts';
import { formatDuration, formatQuantity, formatRange, NO_NUMBER } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { breachSentence } from './breach-sentence.ts';
import { capacityNext } from './capacity-next.ts';
import { capacitySentence } from './capacity-sentence.ts';

/** A number with its interval, and without one where there is room for no more. */
export interface MeasuredCell {
  readonly center: string;
  /** Centre and interval; the centre alone where there is one run. */
  readonly full: string;
}

/** One rate of the curve, as every report shows it. */
export interface CapacityPointFact {
  /** `200/s` */
  readonly rate: string;
  /** `3 of 3`; `not sent` where the generator could not. */
  readonly kept: string;
  readonly isKept: boolean;
  readonly p50: MeasuredCell;
  readonly p99: MeasuredCell;
  readonly answered: MeasuredCell;
  readonly errors: MeasuredCell;
  readonly point: CapacityPoint;
}

/** A capacity search as every reporter shows it. */
export interface CapacityFacts {
  readonly headline: { readonly word: CapacityReport['outcome']; readonly sentence: string };
  readonly id: string;
  readonly scenario: string;
  /** What broke first, and what the server did meanwhile; null: nothing did. */
  readonly breach: string | null;
  /** `latency.p99 < 250 ms (by default)`, … */
  readonly limits: readonly string[];
  /** `requests`, or what else the rate counts. */
  readonly what: string;
  readonly points: readonly CapacityPointFact[];
  /** What it took, in a sentence. */
  readonly cost: string;
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

/** Digits of what load runs show. */
const DIGITS = 3;

const SOURCES: Readonly<Record<CapacityReport['limits'][number]['source'], string>> = {
  option: '',
  scenario: ' (of the scenario)',
  default: ' (by default)',
};

export function capacityFacts(document: CapacityReport): CapacityFacts {
  const { outcome, limits, points, loads, findings, duration_ms: durationMs } = document;
  const loadMs = formatDuration(document.load_ms);
  return {
    headline: { word: outcome, sentence: capacitySentence(document) },
    id: document.id,
    scenario: printable(document.scenario),
    breach: breachSentence(document),
    limits: limits.map(
      ({ metric, text, source }) => `${metric} ${printable(text)}${SOURCES[source]}`,
    ),
    what: document.what,
    points: points.map(pointFact),
    cost: `It took ${plural(loads.length, 'load run')} of ${loadMs} or more, ${formatDuration(durationMs)} in all.`,
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: capacityNext(document),
  };
}

function pointFact(point: CapacityPoint): CapacityPointFact {
  const { rate, runs, kept, metrics } = point;
  const of = (name: string): MeasuredCell => measuredCell(metrics[name]);
  return {
    rate: formatQuantity(rate, '/s'),
    kept: runs === 0 ? 'not sent' : `${kept} of ${runs}`,
    isKept: runs > 0 && kept * 2 > runs,
    p50: of('latency.p50'),
    p99: of('latency.p99'),
    answered: of('throughput'),
    errors: of('error_rate'),
    point,
  };
}

function measuredCell(summary: Summary | undefined): MeasuredCell {
  if (summary === undefined) return { center: NO_NUMBER, full: NO_NUMBER };
  const { unit, n, center, low, high } = summary;
  const text = formatQuantity(center, unit, DIGITS);
  if (n === 1 || low === high) return { center: text, full: text };
  return { center: text, full: `${text} (${formatRange(low, high, unit)})` };
}
