import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import { plural } from '../text/plural.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { COMPARISON_COLUMNS, comparisonRow } from './comparison-rows.ts';
import { explanationsMarkdown } from './difference-markdown.ts';
import { codeBlock, escapeMarkdown } from './escape.ts';
import {
  fineTitle,
  furtherStep,
  GATE_BADGES,
  GATE_COLUMNS,
  gateCommands,
  gateNote,
  gateRow,
  gateSides,
  SEE_AGAIN,
  toSeeAgain,
} from './gate-rows.ts';
import { suiteMarkdown } from './suite-markdown.ts';
import { markdownTable } from './table.ts';

/** A gate for job summaries: what needs a look open, everything else folded. */
export function gateMarkdown(facts: GateFacts): readonly (readonly string[])[] {
  const { headline, open, fine, suite, comparison, footnotes } = facts;
  const { shown, further } = gateCommands(toSeeAgain(facts));
  const compared = comparison?.comparisons ?? [];
  return [
    [`### ${GATE_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    ...gateSides(facts).map((line) => [line]),
    ...(suite === null
      ? [table(open), open.flatMap((check) => gateNote(check, check.scenario))]
      : suiteMarkdown(suite)),
    ...(comparison === null ? [] : explanationsMarkdown(comparison)),
    shown.length === 0 ? [] : [SEE_AGAIN, '', ...codeBlock(shown, 'sh')],
    further === 0 ? [] : [`The JSON report has ${plural(further, 'more command')}.`],
    footnotesMarkdown(footnotes),
    nextMarkdown(furtherStep(facts)),
    ...folded(fineTitle(fine), table(fine)),
    ...folded(
      `${plural(compared.length, 'metric')} measured on both sides`,
      markdownTable(
        COMPARISON_COLUMNS,
        compared.map((one) => comparisonRow(one)),
      ),
    ),
    ...folded('How it was decided', [(comparison?.decided ?? []).join(' ')]),
  ];
}

function table(checks: readonly GateCheckFact[]): readonly string[] {
  return markdownTable(
    GATE_COLUMNS,
    checks.map((check) => gateRow(check, check.scenario)),
  );
}

function folded(title: string, body: readonly string[]): readonly (readonly string[])[] {
  if (body.join('') === '') return [];
  return [['<details>', `<summary>${title}</summary>`], body, ['</details>']];
}
