/**
 * Draws the verdict of a comparison as a picture for a page of the docs:
 * `perf-harness compare HEAD --reporter json | node tools/draw-comparison-verdict-svg.ts > docs/pictures/verdict.svg`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ComparisonReport } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { VERDICT_LABELS } from '../reports/display-facts/comparison/compared-metric-display-data.ts';
import { comparisonFacts } from '../reports/display-facts/comparison/comparison-display-data.ts';
import { SIGN_TONES } from '../reports/format-independent-report-view.ts';
import { pairPlot } from '../reports/html/comparison-pair-plot.ts';
import { html, type Markup } from '../reports/html/html-markup.ts';
import { LIGHT_PALETTE, PLOT_STYLE, TONE_STYLE } from '../reports/html/html-page-style.ts';
import { axisLabels } from '../reports/html/plot-frame.ts';

const WIDTH = 760;
/** Width of the labels of the vertical axis. */
const LABELS = 56;
const TOP = 76;
const EDGE = 16;

/** Marks of the legend with their positions and texts. */
const LEGEND: readonly (readonly [x: number, mark: Markup, text: string])[] = [
  [EDGE, html`<circle class="pair hollow" cx="6" cy="6" r="4.5"/>`, 'screening pair'],
  [160, html`<circle class="pair" cx="6" cy="6" r="4.5"/>`, 'confirming pair'],
  [310, html`<rect class="band" width="12" height="12"/>`, 'margin: counts as unchanged'],
  [530, html`<rect class="estimate" width="12" height="12"/>`, '95 % interval of the change'],
];

/** Draws the pairs behind the first gated metric of a comparison; throws if it has no pairs. */
export function verdictPicture(report: ComparisonReport): string {
  const { scenarios, pairsOf } = comparisonFacts(report, { baseline: null });
  const fact = scenarios.flatMap(({ gated }) => gated)[0];
  const plot =
    fact === undefined ? null : pairPlot(fact, pairsOf(fact.comparison.scenario, fact.metric));
  if (fact === undefined || plot === null) {
    throw new Error('The comparison has no pairs of a gated metric to draw.');
  }
  const { sign } = VERDICT_LABELS[fact.verdict];
  const { frame, marks } = plot;
  const height = TOP + frame.height + 60;
  const title = `${sign} ${fact.comparison.scenario}: ${fact.metric} ${fact.verdict}`;
  const detail = `${fact.change} (${fact.interval}), ${fact.pairCount} pairs`;
  return `${
    html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" role="img" aria-label="${fact.line}">
<style>svg{${{ markup: LIGHT_PALETTE }}}${{ markup: PLOT_STYLE.replaceAll(/\n/gu, '') }}${{ markup: TONE_STYLE }}text.title{font-size:17px;font-weight:700;fill:currentColor}</style>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<g class="tone-${SIGN_TONES[sign]}"><text class="title" x="${EDGE}" y="28">${title}</text></g>
<text x="${EDGE}" y="50">${detail}: each mark is one pair of fresh processes, in the order of time</text>
<svg x="0" y="${TOP}" width="${LABELS}" height="${frame.height}">${axisLabels(frame)}</svg>
<svg x="${LABELS + 8}" y="${TOP}" width="${WIDTH - LABELS - 8 - EDGE}" height="${frame.height}">${marks}</svg>
${legend(TOP + frame.height + 26, SIGN_TONES[sign])}
</svg>`.markup
  }\n`;
}

function legend(y: number, tone: string): readonly Markup[] {
  return LEGEND.map(
    ([x, mark, text]) =>
      html`<svg x="${x}" y="${y}" class="tone-${tone}">${mark}<text x="20" y="10">${text}</text></svg>`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(verdictPicture(JSON.parse(readFileSync(0, 'utf8')) as ComparisonReport));
}
