import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { MetricFact } from '../display-facts/run/single-run-display-data.ts';
import { formatQuantity } from '../format-quantity.ts';
import { formatCoordinate, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { type Axis, linearAxis, pictureRange } from './plot-axis.ts';
import {
  box,
  createHeightScale,
  drawOverflowMark,
  framePlot,
  horizontalLine,
} from './plot-frame.ts';

const HEIGHT = 180;
const EDGE = 10;

/** Returns a metric's trials after warmup, in order; null if a trial failed or lacks it. */
export function listTrialValues({ trials }: RunRecord, metric: string) {
  return trials
    .filter((trial) => !trial.warmup && !isOfAnotherPass(trial, metric))
    .map((trial, index) => ({
      number: index + 1,
      value: trial.state === 'completed' ? (trial.measurements[metric] ?? null) : null,
    }));
}

/** True for a trial of another pass that lacks the metric, which is not a failure. */
function isOfAnotherPass(trial: RunRecord['trials'][number], metric: string): boolean {
  if (trial.state !== 'completed' || trial.pass === undefined) return false;
  return trial.measurements[metric] === undefined;
}

/** Draws the trials in order of time, with median and interval. null if all values are equal. */
export function trialPlot({ name, text, summary }: MetricFact, run: RunRecord): Markup | null {
  const trials = listTrialValues(run, name);
  const { low, high, center, unit } = summary;
  if (summary.sample.every((value) => value === center)) return null;
  const kept = [low, high, center];
  const axis = linearAxis(...pictureRange(summary.sample, kept));
  const y = createHeightScale(axis, HEIGHT, EDGE);
  const failed = trials.filter(({ value }) => value === null).length;
  const frame = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [y(tick), formatQuantity(tick, unit)] as const),
    label: `${name} of ${trials.length} trials in chronological order: ${text}`,
    tone: 'tone-plain',
  };
  return html`<figure class="trials"><figcaption>trials in the order of time</figcaption>
${framePlot(
  frame,
  html`${box([0, 1], [y(high), y(low)], { look: 'estimate', mark: 'interval' })}
${horizontalLine(y(center), { look: 'center', mark: 'estimate' })}
${trials.map((trial) => trialMark(trial, { axis, y, unit, count: trials.length }))}`,
)}
<ul class="legend"><li>line: median</li><li>band: interval</li>${failed === 0 ? null : html`<li>✗: failed</li>`}</ul>
</figure>`;
}

interface Frame {
  readonly axis: Axis;
  readonly y: (value: number) => number;
  readonly unit: MetricFact['summary']['unit'];
  readonly count: number;
}

function trialMark(
  { number, value }: ReturnType<typeof listTrialValues>[number],
  { axis, y, unit, count }: Frame,
): Markup {
  const x = formatWidthShare((number - 0.5) / count);
  if (value === null) {
    return html`<svg x="${x}" y="${HEIGHT - EDGE}" overflow="visible"><path class="failed" data-mark="failed" d="M-5 -5 L5 5 M-5 5 L5 -5"><title>trial ${number} failed</title></path></svg>`;
  }
  const title = `trial ${number}: ${formatQuantity(value, unit)}`;
  const height = formatCoordinate(y(value));
  if (axis.holds(value)) {
    return html`<circle class="trial" data-mark="trial" cx="${x}" cy="${height}" r="4"><title>${title}</title></circle>`;
  }
  const at = { x, y: height, isAbove: value > axis.high };
  return drawOverflowMark(at, 'trial', `${title}, off the chart`);
}
