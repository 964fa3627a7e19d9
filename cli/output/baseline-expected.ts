import type { RunRecord } from '../../harness/model/documents/record.ts';
import { findMetric } from '../../harness/model/metric.ts';
import { formatQuantity } from '../../reports/scale.ts';
import { printable } from '../../reports/text/printable.ts';
import { wrapText } from '../../reports/text/wrap-text.ts';

/** What a baseline of a web application should hold before anything is optimised (LEAD-01). */
const SECTIONS: readonly (readonly [title: string, metrics: readonly string[]])[] = [
  ['response time', ['latency.p50', 'latency.p95', 'latency.p99']],
  ['web vitals', ['lcp', 'cls', 'fid', 'inp']],
  ['caches', ['cache_hit_rate']],
];
const WIDTH = 80;
const INDENT = '    ';

/**
 * The sections of what is usual, each with its source: where servers, scripts or pages were measured,
 * every metric has a value or is `not measured`. Empty for others.
 */
export function expectedText(runs: readonly RunRecord[]): string {
  if (!runs.some(({ kind }) => kind === 'http' || kind === 'k6' || kind === 'page')) return '';
  return SECTIONS.map(([title, metrics]) => sectionOf(title, metrics, runs)).join('');
}

function sectionOf(title: string, metrics: readonly string[], runs: readonly RunRecord[]): string {
  const found = metrics.map((metric) => ({ metric, known: knownOf(metric, runs) }));
  const sources = new Set(found.flatMap(({ known }) => known?.source ?? []));
  const values = found.map(({ metric, known }) => `${metric} ${known?.text ?? 'not measured'}`);
  const head = `${title}: ${printable(sources.size === 0 ? 'no source' : [...sources].join('; '))}`;
  const lines = [
    ...wrapText(head, { width: WIDTH, first: '  ', rest: INDENT }),
    ...wrapText(values.join(', '), { width: WIDTH, first: INDENT, rest: INDENT }),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The value of the first run that has it: of real users before what was measured here (LEAD-07). */
function knownOf(
  metric: string,
  runs: readonly RunRecord[],
): { readonly text: string; readonly source: string } | null {
  const unit = findMetric(metric)?.unit ?? 'score';
  for (const { field, scenario } of runs) {
    const p75 = field?.metrics[metric]?.p75;
    if (p75 === undefined) continue;
    return { text: `${formatQuantity(p75, unit)} (p75)`, source: `real users of ${scenario}` };
  }
  for (const { metrics, scenario, imported } of runs) {
    const center = metrics[metric]?.center;
    if (center === undefined) continue;
    const by = imported === undefined || imported.tool === scenario ? '' : ` by ${imported.tool}`;
    return { text: formatQuantity(center, unit), source: `${scenario}${by}` };
  }
  return null;
}
