import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { ComparisonFacts } from '../../display-facts/comparison/comparison-display-data.ts';
import { groupRunsBySide } from '../../display-facts/comparison/measured-trial-pair-lookup.ts';
import type { Block } from '../../format-independent-report-view.ts';
import { formatShare } from '../../format-quantity.ts';
import { createTable, onlyInMarkdown, onlyOnHtmlPage } from '../../report-block-builders.ts';
import { plural } from '../../text/sentence-parts.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';

const STORED =
  'Both sides of the comparison are stored runs, so nothing was measured or confirmed.';
/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;
/** More records than these are named in JSON only. */
const NAMED_RECORDS = 24;

export function comparisonMethodBlocks(
  { decided, records, scenarios }: ComparisonFacts,
  document: ComparisonReport,
): readonly Block[] {
  const [how, rules, environments] = methodDetailBlocks(decided, document);
  const commands = scenarios.flatMap(({ reproduce }) => reproduce ?? []);
  return [
    how,
    ...onlyInMarkdown([
      {
        type: 'code',
        title: 'How to measure again',
        isFolded: true,
        language: 'sh',
        lines: commands.slice(0, MOST_COMMANDS),
      },
    ]),
    rules,
    { type: 'text', tone: 'faint', text: recordsText(records) },
    environments,
  ];
}

/** Blocks on the method in sentences, the rules, both sides' machine, runtime and code. */
export function methodDetailBlocks(
  decided: readonly string[],
  document: ComparisonReport,
): readonly [how: Block, rules: Block, environments: Block] {
  const [first] = groupRunsBySide(document.runs).values();
  const environments =
    first === undefined
      ? distinctEnvironments(document.runs)
      : [
          { name: 'base', origin: first.base },
          { name: 'head', origin: first.head },
        ];
  return [
    {
      type: 'text',
      weight: 'always',
      isFolded: true,
      title: 'Decision method',
      tone: 'faint',
      text: decided.length === 0 ? STORED : decided.join(' '),
    },
    onlyOnHtmlPage(() => [
      createTable({
        title: 'Rules',
        isFolded: true,
        noun: 'rule',
        rows: ruleRows(document),
        columns: [
          ['rule', ([name]) => name],
          ['value', ([, value]) => value],
        ],
      }),
    ]),
    environmentBlock(environments),
  ];
}

function recordsText(records: readonly string[]): string {
  if (records.length === 0) return '';
  if (records.length > NAMED_RECORDS) return plural(records.length, 'record');
  return `${records.length === 1 ? 'record' : 'records'} ${records.join(', ')}`;
}

type Rule = readonly [name: string, value: string];

/** Confidence, plan, seed and interim analyses. */
function ruleRows({ rules, plan, seed, confidence }: ComparisonReport): readonly Rule[] {
  const known: readonly Rule[] = [
    ['confidence', formatShare(confidence)],
    ['plan', plan ?? ''],
    ['seed', `${seed ?? ''}`],
  ];
  const shown = known.filter(([, value]) => value !== '');
  if (rules === null) return shown;
  const { screen_looks: screen, confirm_looks: confirm, counted_looks: counted } = rules;
  return [
    ...shown,
    [
      'screen',
      `analysed at ${screen.join(', ')} pairs; a change becomes a candidate at a one-sided alpha of ${rules.screen_alpha}`,
    ],
    [
      'confirm',
      `analysed at ${confirm.join(', ')} fresh pairs; alpha ${rules.confirm_alpha} over all candidates and interim analyses`,
    ],
    [
      'counted',
      `analysed at ${counted.join(', ')} pairs; alpha ${rules.counted_alpha} over all counted comparisons`,
    ],
  ];
}
