import type { Attachment } from '../../../harness/model/documents/run-record.ts';
import type { MetricFact, RunFacts } from '../../display-facts/run/single-run-display-data.ts';

import type { Block } from '../../format-independent-report-view.ts';
import { formatQuantity } from '../../format-quantity.ts';
import { drawHistograms } from '../../html/draw-histograms.ts';
import { html, type Markup } from '../../html/html-markup.ts';
import { serverTimelineSection } from '../../html/server-timeline-section.ts';
import { listTrialValues, trialPlot } from '../../html/trial-values-over-time-plot.ts';
import { createTable } from '../../report-block-builders.ts';
import type { RenderOptions } from '../../reporter.ts';
import { plural } from '../../text/sentence-parts.ts';

/** Pictures of a page: trials of the metrics that decide, how the page loaded, the server's side. */
export function runPlotsAndScreenshots(
  facts: RunFacts,
  pictures: RenderOptions['pictures'],
): readonly Block[] {
  const { budgets, metrics, server } = facts;
  const budgeted = new Set(budgets.map(({ metric }) => metric));
  const film = filmPart(facts, pictures);
  return [
    ...metrics
      .filter(({ name, isPrimary }) => isPrimary || budgeted.has(name))
      .flatMap((metric) => trialBlocks(metric, facts)),
    { type: 'chart', html: film, hasImages: film !== null },
    { type: 'chart', html: server && serverTimelineSection(server) },
  ];
}

function trialBlocks(metric: MetricFact, { run }: RunFacts): readonly Block[] {
  const { name, text, summary } = metric;
  const plot = trialPlot(metric, run);
  const trials = `${name}: ${plural(summary.n, 'trial')}`;
  const spread = drawHistograms(
    [{ name, side: 'base', values: summary.sample, text: trials }],
    summary.unit,
  );
  if (plot === null && spread === null) return [];
  return [
    {
      type: 'chart',
      html: html`<h3>${name}: ${text}</h3><div class="pictures">${plot}${spread}</div>`,
    },
    createTable({
      title: `trials of ${name} as a table`,
      isFolded: true,
      noun: 'trial',
      rows: listTrialValues(run, name),
      columns: [
        ['trial', ({ number }) => `${number}`],
        [
          name,
          ({ value }) => (value === null ? 'failed' : formatQuantity(value, summary.unit)),
          'right',
        ],
      ],
    }),
  ];
}

/** Shows pictures of a page while loading and at rest; null if there are none. */
function filmPart({ run }: RunFacts, pictures: RenderOptions['pictures']): Markup | null {
  const { attachments = [] } = run;
  const shown = attachments.flatMap((attachment) => {
    const jpeg = pictures?.get(attachment.file);
    return jpeg === undefined ? [] : [{ ...attachment, jpeg }];
  });
  const frames = shown.filter(({ kind }) => kind === 'frame');
  const screenshot = shown.find(({ kind }) => kind === 'screenshot');
  if (frames.length === 0 && screenshot === undefined) return null;
  return html`<h3>How it loaded</h3>
<figure><figcaption>the trial nearest to the median</figcaption><ol class="film">${frames.map(frameItem)}</ol></figure>
${screenshot === undefined ? null : html`<details><summary>the page at rest</summary><figure><img class="screenshot" alt="the page at rest" src="${dataAddress(screenshot.jpeg)}"></figure></details>`}
`;
}

function frameItem({ atMs = 0, jpeg }: Attachment & { readonly jpeg: string }): Markup {
  const moment = formatQuantity(atMs, 'ms');
  return html`<li><img alt="the page after ${moment}" src="${dataAddress(jpeg)}"><span>${moment}</span></li>`;
}

function dataAddress(jpeg: string): string {
  return `data:image/jpeg;base64,${jpeg}`;
}
