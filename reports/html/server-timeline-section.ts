import type { Unit } from '../../harness/model/metric.ts';
import type { ServerMeasurements, Timeline } from '../../harness/model/server-measurements.ts';
import {
  findPeak,
  type ServerTrialFact,
} from '../display-facts/run/slowest-trial-server-display-data.ts';
import { formatDuration, formatQuantity, formatShare } from '../format-quantity.ts';
import { joinTexts } from '../text/sentence-parts.ts';
import { formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { box, horizontalLine } from './plot-frame.ts';

const HEIGHT = 56;

interface Chart {
  readonly title: string;
  readonly unit: Unit;
  readonly row: Timeline['p95'];
  /** Value that corresponds to the full height; absent: the largest value. */
  readonly full?: number | null;
  /** True if measured by clients; absent: by the server. */
  readonly isOfClients?: boolean;
}

/** Shows clients and server during one load: response time by parts, both on one timeline. */
export function serverTimelineSection({ trial, side, parts }: ServerTrialFact): Markup {
  const { timeline } = side;
  const charts = chartsOf(side).filter(({ row }) => (findPeak(row) ?? 0) > 0);
  return html`<h3>Clients and server over time</h3>
<p class="faint">Trial ${trial}, which has the longest response time: ${formatDuration(timeline.sliceMs * timeline.answers.length)} of load, ${formatDuration(timeline.sliceMs)} a bar. ${usedText(side)}</p>
${parts.length === 0 ? null : html`<ul class="shares">${parts.map(({ text, share }) => html`<li><svg class="share" height="10" width="6rem" aria-hidden="true"><rect class="bar base" x="0" y="0" height="10" width="${formatWidthShare(Math.min(1, share))}"/></svg> ${formatShare(share)} ${text}</li>`)}</ul>`}
${stallItems(side)}
<div class="charts">${charts.map((chart) => chartPart(chart, timeline.sliceMs))}</div>
${chartTable(charts, timeline.sliceMs)}
`;
}

function chartsOf({ timeline, cpu, pools }: ServerMeasurements): readonly Chart[] {
  const rates = timeline.answers.map((count) => (count * 1_000) / timeline.sliceMs);
  const connections = pools.reduce((most, pool) => Math.max(most, pool.size), 0);
  const { p95, delay, utilization, gc, waiting, inUse, memory, handles } = timeline;
  return [
    { title: 'p95 response time', unit: 'ms', row: p95, isOfClients: true },
    { title: 'answers', unit: '/s', row: rates, isOfClients: true },
    { title: 'event loop delay', unit: 'ms', row: delay },
    { title: 'event loop busy', unit: 'ratio', row: utilization, full: 1 },
    { title: 'CPU cores in use', unit: 'count', row: timeline.cpu, full: cpu?.cores ?? null },
    { title: 'garbage collection', unit: 'ratio', row: gc, full: 1 },
    { title: 'waiting for a database connection', unit: 'count', row: waiting },
    { title: 'database connections in use', unit: 'count', row: inUse, full: connections },
    { title: 'memory', unit: 'B', row: memory },
    { title: 'open files and sockets', unit: 'count', row: handles },
  ];
}

function chartPart(chart: Chart, sliceMs: number): Markup {
  const { title, unit, row = [], full, isOfClients = false } = chart;
  const peak = findPeak(row) ?? 0;
  const at = row.indexOf(peak);
  const height = Math.max(peak, full ?? 0) || 1;
  const label = `${title}: peak ${formatQuantity(peak, unit)}, ${spanText(at, sliceMs)}`;
  const side = isOfClients ? 'base' : 'head';
  const bars = row.map((value, index) => {
    if (value === null || value <= 0) return null;
    const high = Math.max(1, (value / height) * (HEIGHT - 4));
    const title = `${spanText(index, sliceMs)}: ${formatQuantity(value, unit)}`;
    const span = [index / row.length, (index + 0.9) / row.length] as const;
    return box(span, [HEIGHT - high, HEIGHT], { look: `bar ${side}`, mark: 'slice', title });
  });
  return html`<figure><figcaption><span class="series ${side}">${title}</span> up to ${formatQuantity(peak, unit)}</figcaption>
<svg class="plot" height="${HEIGHT}" width="100%" role="img" aria-label="${label}">${bars}${horizontalLine(HEIGHT - 0.5, { look: 'tick' })}</svg></figure>`;
}

function spanText(index: number, sliceMs: number): string {
  const [from, to] = [index * sliceMs, (index + 1) * sliceMs].map((ms) => (ms / 1_000).toFixed(2));
  return `${from} s to ${to} s`;
}

function usedText({ loop, cpu, memory, durationMs }: ServerMeasurements): string {
  const cores = cpu === null ? 0 : cpu.usedMs / Math.max(1, durationMs);
  const of = cpu === null || cpu.cores === null ? '' : ` of ${cpu.cores}`;
  const facts = joinTexts(
    [
      loop === null ? '' : `event loop busy ${formatShare(loop.utilization)} of the time`,
      cpu === null ? '' : `${cores.toFixed(2)}${of} CPU cores`,
      memory === null
        ? ''
        : `memory ${formatQuantity(memory.startBytes, 'B')} at the start, ${formatQuantity(memory.peakBytes, 'B')} at the peak`,
    ],
    ', ',
  );
  return facts === '' ? '' : `Server: ${facts}.`;
}

/** Minimum duration of a stall to be listed, milliseconds; shorter stalls are only in the chart. */
const TOLD_MS = 100;

function stallItems({ stalls }: ServerMeasurements): Markup | null {
  const long = stalls.filter(({ lengthMs }) => lengthMs >= TOLD_MS);
  if (long.length === 0) return null;
  return html`<ul>${long.map(
    ({ atMs, lengthMs, cpuMs, gcMs, answers }) =>
      html`<li>At ${(Math.max(0, atMs) / 1_000).toFixed(2)} s the event loop stood still for ${formatDuration(lengthMs)}: ${formatDuration(cpuMs)} of CPU time, ${formatDuration(gcMs)} of garbage collection; ${answers} answers waited.</li>`,
  )}</ul>`;
}

function chartTable(charts: readonly Chart[], sliceMs: number): Markup {
  const count = Math.max(0, ...charts.map(({ row = [] }) => row.length));
  const rows = Array.from({ length: count }, (_, index) => {
    const cells = charts.map(({ row = [], unit }) => {
      const value = row[index] ?? null;
      return html`<td class="number">${value === null ? '' : formatQuantity(value, unit)}</td>`;
    });
    return html`<tr><th scope="row">${spanText(index, sliceMs)}</th>${cells}</tr>
`;
  });
  return html`<details><summary>the time line as a table</summary><div class="scroll"><table><thead><tr><th scope="col">time</th>${charts.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
