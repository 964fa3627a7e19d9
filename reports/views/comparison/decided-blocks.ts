import type { ComparisonReport } from '../../../harness/model/documents/document.ts';
import { onlyInMarkdown, onlyOnPage } from '../../block-places.ts';
import type { ComparisonFacts } from '../../facts/comparison/comparison-facts.ts';
import { sideRuns } from '../../facts/comparison/pair-facts.ts';
import { formatShare } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import type { Block, TextBlock } from '../../view.ts';
import { distinctEnvironments, environmentBlock } from '../environment-block.ts';

const STORED = 'The sides are stored: nothing was measured for this, and nothing is confirmed.';
/** More commands than these differ in the name of the scenario only. */
const MOST_COMMANDS = 20;
/** More records than these are named in JSON only. */
const NAMED_RECORDS = 24;

/** How a comparison was decided, how to measure it again, and what it rests on. */
export function decidedBlocks(
  { decided, records, scenarios }: ComparisonFacts,
  document: ComparisonReport,
): readonly Block[] {
  const commands = scenarios.flatMap(({ reproduce }) => reproduce ?? []);
  return [
    decidedText(decided),
    ...onlyInMarkdown([
      {
        type: 'code',
        title: 'How to measure it again',
        isFolded: true,
        language: 'sh',
        lines: commands.slice(0, MOST_COMMANDS),
      },
    ]),
    ruleTable(document),
    ...(records.length === 0
      ? []
      : [{ type: 'text', tone: 'faint', text: recordsText(records) } as const]),
    environmentBlock(environmentsOf(document)),
  ];
}

/** How it was decided, in sentences. */
export function decidedText(decided: readonly string[]): TextBlock {
  return {
    type: 'text',
    weight: 'always',
    isFolded: true,
    title: 'How it was decided',
    tone: 'faint',
    text: decided.length === 0 ? STORED : decided.join(' '),
  };
}

function recordsText(records: readonly string[]): string {
  if (records.length > NAMED_RECORDS) return plural(records.length, 'record');
  return `${records.length === 1 ? 'record' : 'records'} ${records.join(', ')}`;
}

/** Confidence, plan, seed and interim analyses. */
export function ruleTable({ rules, plan, seed, confidence }: ComparisonReport): Block {
  const rows: readonly (readonly [string, string])[] = [
    ['confidence', formatShare(confidence)],
    ...(plan === null ? [] : [['plan', plan] as const]),
    ...(seed === null ? [] : [['seed', `${seed}`] as const]),
    ...(rules === null
      ? []
      : ([
          [
            'screen',
            `at ${rules.screen_looks.join(', ')} pairs; candidate at a one-sided ${rules.screen_alpha}`,
          ],
          [
            'confirm',
            `at ${rules.confirm_looks.join(', ')} fresh pairs; ${rules.confirm_alpha} over all candidates and looks`,
          ],
          [
            'counted',
            `at ${rules.counted_looks.join(', ')} pairs; ${rules.counted_alpha} over all of them`,
          ],
        ] as const)),
  ];
  return onlyOnPage(() => [
    {
      type: 'table',
      title: 'Rules',
      isFolded: true,
      noun: 'rule',
      columns: [{ title: 'rule' }, { title: 'value' }],
      rows,
    },
  ]);
}

/** Machine, runtime and code of both sides. */
export function environmentsOf({ runs }: ComparisonReport) {
  const [first] = sideRuns(runs).values();
  if (first === undefined) return distinctEnvironments(runs);
  return [
    { name: 'base', origin: first.base },
    { name: 'head', origin: first.head },
  ];
}
