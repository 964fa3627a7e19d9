import type { BudgetFact } from '../facts/run/budget-facts.ts';
import type { ReportFacts } from '../facts/run/report-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { escapeMarkdown, metricMarkdown } from '../markdown/escape.ts';
import { BUDGET_SIGNS, OUTCOME_SIGNS, REPORT_BADGES } from '../markdown/report-markdown.ts';
import { plural } from '../text/plural.ts';
import { bounded, boundedFootnote, boundedName } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
const TAIL_BYTES = 2_000;

/** A report of runs as the parts of a comment: what failed first, what is fine folded. */
export function reportComment(
  { headline, runs, footnotes, next }: ReportFacts,
  key: string,
): CommentParts {
  const troubled = runs.filter(({ outcome }) => outcome !== 'pass');
  const fine = runs.filter(({ outcome }) => outcome === 'pass');
  const tail = nextMarkdown(next);
  const notes = footnotesMarkdown(footnotes.map(boundedFootnote));
  return {
    key,
    head: [
      `### ${REPORT_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
    ],
    sections: [
      budgetSection(runs),
      runSection(troubled, null),
      { open: [], rows: notes, close: [], noun: 'note' },
      runSection(
        fine,
        plural(fine.length, 'scenario without trouble', 'scenarios without trouble'),
      ),
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

/** Budgets that are not kept. */
function budgetSection(runs: readonly RunFacts[]): Section {
  const rows = runs.flatMap(({ scenario, budgets }) =>
    budgets
      .filter(({ outcome }) => outcome !== 'kept')
      .map((budget) => budgetRow(scenario, budget)),
  );
  return tableSection(
    [{ title: '' }, { title: 'Scenario' }, { title: 'Budget' }, { title: 'Value' }, { title: '' }],
    rows,
    { noun: 'budget', title: null },
  );
}

function budgetRow(
  scenario: string,
  { outcome, metric, limit, value, distance }: BudgetFact,
): readonly string[] {
  return [
    BUDGET_SIGNS[outcome],
    escapeMarkdown(boundedName(scenario)),
    escapeMarkdown(`${metric} ${limit}`),
    value,
    escapeMarkdown(distance),
  ];
}

function runSection(runs: readonly RunFacts[], title: string | null): Section {
  const columns = [
    { title: '' },
    { title: 'Scenario' },
    { title: 'Metric' },
    { title: 'Median', align: 'right' as const },
    { title: 'Interval', align: 'right' as const },
    { title: 'Trials', align: 'right' as const },
  ];
  const rows = runs.map(({ outcome, scenario, primary, lead }) => [
    OUTCOME_SIGNS[outcome],
    escapeMarkdown(boundedName(scenario)),
    metricMarkdown(lead?.name ?? ''),
    lead?.center ?? 'not measured',
    lead?.interval ?? '',
    primary === null ? '' : `${primary.summary.n}`,
  ]);
  return tableSection(columns, rows, { noun: 'scenario', title });
}
