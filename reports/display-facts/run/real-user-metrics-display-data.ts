import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { FieldMetric } from '../../../harness/model/field-metrics.ts';
import { findMetric, type Unit } from '../../../harness/model/metric.ts';
import { formatQuantity, formatWithInterval } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';

export type FieldDataFact = NonNullable<ReturnType<typeof fieldDataFact>>;

/** Metrics that INP replaced in March 2024. */
const LEGACY: ReadonlySet<string> = new Set(['fid']);

/** Returns the facts of field data; null: the run has none, or none of its page. */
export function fieldDataFact({ field, metrics }: RunRecord) {
  const entries = Object.entries(field?.metrics ?? {});
  if (field === undefined || entries.length === 0) return null;
  const { page, files, from, to, device } = field;
  const when = from === null || to === null ? '' : `, ${span(from.slice(0, 10), to.slice(0, 10))}`;
  const on = device === undefined ? '' : ` on ${device}`;
  return {
    /** Page, source and period. */
    title: printable(`field data for ${page}${on} from ${formatFileNames(files)}${when}`),
    /** Meaning of the field data. */
    note:
      Object.keys(metrics).length === 0
        ? 'Pages are judged by the 75th percentile of their visits.'
        : 'The 75th percentile of the visits takes precedence over the local measurement.',
    /** One row per metric: the value of real users next to the local measurement. */
    rows: entries.map(([metric, measured]) => {
      const unit = findMetric(metric)?.unit ?? 'score';
      const lab = metrics[metric]?.center ?? null;
      return {
        /** Name of the metric, marked if it is obsolete: `fid (legacy)`. */
        name: LEGACY.has(metric) ? `${metric} (legacy)` : metric,
        ...measuredTexts(measured, unit),
        visits: measured.n?.toLocaleString('en') ?? 'unknown',
        /** Median of the trials, or `not measured`. */
        lab: lab === null ? 'not measured' : formatQuantity(lab, unit),
        metric,
        unit,
        measured,
        /** Median of the trials; null: not measured. */
        labValue: lab,
      };
    }),
  };
}

/** Returns the field value that represents a run without measurements in lists; null: none. */
export function selectFieldValue(field: FieldDataFact | null) {
  const [first] = field?.rows ?? [];
  return first === undefined
    ? null
    : { name: `${first.name} p75`, center: first.p75, interval: first.interval };
}

function span(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

const MAX_SHOWN = 3;

/** Formats file names on one line, shortened since a collector has many files. */
export function formatFileNames(files: readonly string[]): string {
  const more = files.length - MAX_SHOWN;
  return `${files.slice(0, MAX_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Formats the 75th percentile, and its interval or the reason why there is none. */
function measuredTexts({ p75, low, high, n }: FieldMetric, unit: Unit) {
  if (low === null || high === null) {
    return { p75: formatQuantity(p75, unit), interval: n === null ? 'unknown' : 'too few visits' };
  }
  const { center, interval } = formatWithInterval({ center: p75, low, high }, unit);
  return { p75: center, interval };
}
