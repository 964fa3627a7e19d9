import { tableOf } from '../../blocks.ts';
import type { MetricFact } from '../../facts/run/metric-facts.ts';
import type { RunFacts } from '../../facts/run/run-facts.ts';
import { filmPart } from '../../html/film.ts';
import { histograms } from '../../html/histogram.ts';
import { html } from '../../html/markup.ts';
import { serverSection } from '../../html/server-section.ts';
import { trialPlot, trialValues } from '../../html/trial-plot.ts';
import type { RenderOptions } from '../../reporter.ts';
import { formatQuantity } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import type { Block } from '../../view.ts';

/** Pictures of a page: trials of the metrics that decide, how the page loaded, the server's side. */
export function runPictures(
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
    { type: 'chart', html: server && serverSection(server) },
  ];
}

function trialBlocks(metric: MetricFact, { run }: RunFacts): readonly Block[] {
  const { name, text, summary } = metric;
  const plot = trialPlot(metric, run);
  const trials = `${name}: ${plural(summary.n, 'trial')}`;
  const spread = histograms(
    [{ name, side: 'base', values: summary.sample, text: trials }],
    summary.unit,
  );
  if (plot === null && spread === null) return [];
  return [
    {
      type: 'chart',
      html: html`<h3>${name}: ${text}</h3><div class="pictures">${plot}${spread}</div>`,
    },
    tableOf({
      title: `trials of ${name} as a table`,
      isFolded: true,
      noun: 'trial',
      rows: trialValues(run, name),
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
