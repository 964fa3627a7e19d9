import type { RunRecord } from '../../../harness/model/documents/record.ts';
import type { FieldMetric } from '../../../harness/model/field.ts';
import { findMetric, type Unit } from '../../../harness/model/metric.ts';
import { formatMeasured, formatQuantity } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import { filesText } from './files-text.ts';

/** One metric as the users of a page had it, beside what was measured here. */
export interface FieldRow {
  /** With what it is, where nobody should choose it any more: `fid (legacy)`. */
  readonly name: string;
  /** 75th percentile: `2.31 s`. */
  readonly p75: string;
  /** Where that of all users lies, or why it cannot be said. */
  readonly interval: string;
  readonly visits: string;
  /** Median of the trials, or `not measured`. */
  readonly lab: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly measured: FieldMetric;
  /** Median of the trials; null: not measured. */
  readonly labValue: number | null;
}

/** What real users had, as every report shows it. */
export interface FieldFact {
  /** Which page, whence, when. */
  readonly title: string;
  /** What it means. */
  readonly note: string;
  readonly rows: readonly FieldRow[];
}

/** What INP took the place of in March 2024. */
const LEGACY: ReadonlySet<string> = new Set(['fid']);

/** null: the run has no field data, or they have nothing of its page. */
export function fieldFact({ field, metrics }: RunRecord): FieldFact | null {
  const entries = Object.entries(field?.metrics ?? {});
  if (field === undefined || entries.length === 0) return null;
  const when =
    field.from === null || field.to === null
      ? ''
      : `, ${span(field.from.slice(0, 10), field.to.slice(0, 10))}`;
  const device = field.device === undefined ? '' : ` on ${field.device}`;
  return {
    title: printable(`field data of ${field.page}${device} from ${filesText(field.files)}${when}`),
    note:
      Object.keys(metrics).length === 0
        ? 'Pages are judged by the 75th percentile of their visits.'
        : 'The 75th percentile of the visits decides over what was measured here.',
    rows: entries.map(([metric, measured]) => {
      const unit = findMetric(metric)?.unit ?? 'score';
      const lab = metrics[metric]?.center ?? null;
      return {
        name: LEGACY.has(metric) ? `${metric} (legacy)` : metric,
        ...texts(measured, unit),
        visits: measured.n?.toLocaleString('en') ?? 'not said',
        lab: lab === null ? 'not measured' : formatQuantity(lab, unit),
        metric,
        unit,
        measured,
        labValue: lab,
      };
    }),
  };
}

/** What stands for a run in lists that measured nothing itself; null: nothing does. */
export function fieldLead(
  field: FieldFact | null,
): { readonly name: string; readonly center: string; readonly interval: string } | null {
  const [first] = field?.rows ?? [];
  return first === undefined
    ? null
    : { name: `${first.name} p75`, center: first.p75, interval: first.interval };
}

function span(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

function texts({ p75, low, high, n }: FieldMetric, unit: Unit): Pick<FieldRow, 'p75' | 'interval'> {
  if (low === null || high === null) {
    return { p75: formatQuantity(p75, unit), interval: n === null ? 'not said' : 'too few visits' };
  }
  const { center, interval } = formatMeasured({ center: p75, low, high }, unit);
  return { p75: center, interval };
}
