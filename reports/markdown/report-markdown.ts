import { type Footnote, footnotesOf, marks } from '../facts/footnotes.ts';
import type { BudgetOutcome } from '../facts/run/budget-facts.ts';
import type { Headline } from '../facts/run/headline.ts';
import type { RankingFact } from '../facts/run/ranking-facts.ts';
import type { ReportFacts } from '../facts/run/report-facts.ts';
import type { Outcome } from '../facts/run/run-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown, metricMarkdown } from './escape.ts';
import { runMarkdown } from './run-markdown.ts';
import { markdownTable } from './table.ts';
import { telemetryMarkdown } from './telemetry-markdown.ts';

/** What a report's verdict looks like at the head of a page. */
export const REPORT_BADGES: Readonly<Record<Headline['word'], string>> = {
  pass: '✅ Pass',
  fail: '❌ Fail',
  failed: '❌ Failed',
  inconclusive: '❔ Inconclusive',
  interrupted: '⚠️ Interrupted',
  empty: '⚠️ Nothing',
};

export const OUTCOME_SIGNS: Readonly<Record<Outcome, string>> = {
  pass: '✅',
  fail: '❌',
  failed: '❌',
  inconclusive: '❔',
  interrupted: '⚠️',
};

export const BUDGET_SIGNS: Readonly<Record<BudgetOutcome, string>> = {
  kept: '✅',
  broken: '❌',
  unmeasured: '❌',
  unsure: '❔',
  warned: '⚠️',
};

/** A report of runs for job summaries and pull requests: the details are folded away. */
export function reportMarkdown(facts: ReportFacts): readonly (readonly string[])[] {
  const { headline, runs, rankings, telemetry, footnotes, next } = facts;
  return [
    [`### ${REPORT_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    overview(facts),
    budgets(facts),
    ...rankings.flatMap(ranking),
    ...telemetryMarkdown(telemetry),
    ...runs.flatMap((run) => runMarkdown(run, footnotes)),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

function overview({ runs, footnotes }: ReportFacts): readonly string[] {
  return markdownTable(
    [
      { title: '' },
      { title: 'Scenario' },
      { title: 'Metric' },
      { title: 'Median', align: 'right' },
      { title: 'Interval', align: 'right' },
      { title: 'Trials', align: 'right' },
      { title: 'Varies by', align: 'right' },
    ],
    runs.map(({ outcome, scenario, primary, lead }) => [
      OUTCOME_SIGNS[outcome],
      withMarks(scenario, footnotes),
      metricMarkdown(lead?.name ?? ''),
      lead?.center ?? 'not measured',
      lead?.interval ?? '',
      primary === null ? '' : `${primary.summary.n}`,
      primary?.variation ?? '',
    ]),
  );
}

function withMarks(scenario: string, footnotes: readonly Footnote[]): string {
  const noted = marks(footnotes.filter(({ scenarios }) => scenarios.includes(scenario)));
  return escapeMarkdown(noted === '' ? scenario : `${scenario} ${noted}`);
}

function budgets({ runs, footnotes }: ReportFacts): readonly string[] {
  const rows = runs.flatMap(({ scenario, budgets: own }) =>
    own.map(({ outcome, metric, limit, value, distance }) => [
      BUDGET_SIGNS[outcome],
      escapeMarkdown(scenario),
      `${metricMarkdown(metric)} ${escapeMarkdown(marks(footnotesOf(footnotes, scenario, metric)))}`.trimEnd(),
      escapeMarkdown(limit),
      value,
      escapeMarkdown(distance),
    ]),
  );
  return markdownTable(
    [
      { title: '' },
      { title: 'Scenario' },
      { title: 'Budget' },
      { title: 'Limit', align: 'right' },
      { title: 'Value', align: 'right' },
      { title: '' },
    ],
    rows,
  );
}

function ranking({
  group,
  metric,
  places,
  sentences,
}: RankingFact): readonly (readonly string[])[] {
  return [
    [`**Group ${escapeMarkdown(group)}**`],
    markdownTable(
      [
        { title: '', align: 'right' },
        { title: 'Alternative' },
        { title: `${metricMarkdown(metric)}, times the first`, align: 'right' },
      ],
      places.map(({ scenario, ratio }, index) => [`${index + 1}`, escapeMarkdown(scenario), ratio]),
    ),
    sentences.map((sentence) => `- ${escapeMarkdown(sentence)}`),
  ];
}
