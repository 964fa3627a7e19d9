import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';
import type { CycleDetailFact } from '../facts/optimization/optimization-cycle-facts.ts';
import { CYCLE_COLUMNS, type OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import type { GapFacts, MetaFacts } from '../facts/optimization/optimization-gap-facts.ts';
import type { MetricChangeFact } from '../facts/optimization/optimization-metric-facts.ts';
import type { BranchFacts } from '../facts/optimization/optimization-undo.ts';
import { bottleneckList, stepTable } from '../views/profile/map-blocks.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { differenceTable } from './difference-markdown.ts';
import { codeBlock, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';
import { blockMarkdown } from './view-markdown.ts';

export const OPTIMIZATION_BADGES: Readonly<Record<OptimizationReport['outcome'], string>> = {
  target_met: '✅ Target met',
  gained: '✅ Improved',
  unchanged: '⚪ Unchanged',
  planned: '📋 Plan',
  blocked: '⚠️ Blocked',
  failed: '❌ Failed',
};

/** The report of a loop: what changed, by how much, how sure it is, and how to take or undo it. */
export function optimizationMarkdown(facts: OptimizationFacts): readonly (readonly string[])[] {
  const { headline, target, sure, stop, waivers, gap, meta, cycles, footnotes, branches } = facts;
  return [
    [`# Optimization of ${escapeMarkdown(target)}`],
    [`**${OPTIMIZATION_BADGES[headline.word]}**: ${escapeMarkdown(headline.sentence)}`],
    sure === null ? [] : [escapeMarkdown(sure)],
    stop === null ? [] : [escapeMarkdown(stop)],
    cycleTable(facts),
    facts.targetLine === null ? [] : [facts.targetLine],
    waterfallTable(facts),
    ...waivers.map((line) => [escapeMarkdown(line)]),
    cycles.length === 0 ? [] : ['## Cycles'],
    ...cycles.flatMap(cycleBlocks),
    ...(gap === null ? [] : gapBlocks(gap)),
    ...mapBlocks(facts),
    ...branchBlocks(branches),
    ...(branches.ways.length > 0 ? [] : [nextMarkdown(facts.next)]),
    ...(meta === null ? [] : metaBlocks(meta)),
    footnotesMarkdown(footnotes).length === 0 ? [] : ['## Findings'],
    footnotesMarkdown(footnotes),
  ];
}

/** The cycles, the last row in bold (OPT-63). */
export function cycleTable({ rows, total }: OptimizationFacts): readonly string[] {
  const row = (cells: readonly string[]): string =>
    `| ${cells.join(' | ')} |`.replace(/ {2,}/g, ' ');
  return [
    row(CYCLE_COLUMNS),
    `|${CYCLE_COLUMNS.map((name) => '-'.repeat(name.length + 2)).join('|')}|`,
    ...rows.map((cells) => row(cells.map(escapeMarkdown))),
    row(total.map((cell) => (cell === '' ? '' : `**${escapeMarkdown(cell)}**`))),
  ];
}

const WATERFALL: readonly MarkdownColumn[] = [
  { title: '' },
  { title: 'What is left', align: 'right' },
  { title: 'Gain', align: 'right' },
  { title: 'Interval', align: 'right' },
  { title: '' },
];

function waterfallTable({ bars }: OptimizationFacts): readonly string[] {
  return markdownTable(
    WATERFALL,
    bars.map(({ label, to, gain, range, value }) =>
      [label, `${(to * 100).toFixed(1)}%`, gain, range, value].map(escapeMarkdown),
    ),
  );
}

function cycleBlocks(fact: CycleDetailFact): readonly (readonly string[])[] {
  const { cycle, rows, metrics, difference, experiments, tests, of } = fact;
  return [
    [`### Cycle ${cycle}`],
    [
      '| | |',
      '|---|---|',
      ...rows.map(({ name, texts }) => `| ${name} | ${texts.map(escapeMarkdown).join('<br>')} |`),
    ],
    metricTable(metrics),
    timedTable(fact),
    difference === null ? [] : [escapeMarkdown(difference.sentence)],
    difference === null ? [] : differenceTable(difference),
    difference === null ? [] : [escapeMarkdown(difference.note)],
    ...folded(
      'What was tried',
      experiments.map((one) => `- ${escapeMarkdown(one)}`),
    ),
    ...tests.flatMap(({ id, test }) =>
      folded(`A test that shows what ${id} does otherwise`, [
        ...codeBlock(test.trimEnd().split('\n'), 'js'),
      ]),
    ),
    ...(of.diff === null
      ? []
      : folded('What changed in the code', [
          ...codeBlock(of.diff.text.trimEnd().split('\n'), 'diff'),
          ...(of.diff.is_cut ? ['', 'The rest is left out; the branch has all of it.'] : []),
        ])),
  ];
}

const right = { align: 'right' } as const;

export function metricTable(metrics: readonly MetricChangeFact[]): readonly string[] {
  return markdownTable(
    [
      { title: 'Metric' },
      { title: 'Before', ...right },
      { title: 'After', ...right },
      { title: 'Gain', ...right },
      { title: 'Interval', ...right },
      { title: '' },
    ],
    metrics.map(({ name, before, after, gain, interval, direction, word }) => [
      ...[name, before, after, gain, interval].map(escapeMarkdown),
      direction === 'worse' ? `**${word}**` : word,
    ]),
  );
}

function timedTable({ timed }: CycleDetailFact): readonly string[] {
  return markdownTable(
    [
      { title: 'Function' },
      { title: 'Before', ...right },
      { title: 'After', ...right },
      { title: 'Change', ...right },
    ],
    timed.map(({ name, before, after, change }) =>
      [name, before, after, change].map(escapeMarkdown),
    ),
  );
}

function folded(title: string, body: readonly string[]): readonly (readonly string[])[] {
  if (body.length === 0) return [];
  return [['<details>', `<summary>${title}</summary>`], body, ['</details>']];
}

function gapBlocks({ parts, stop }: GapFacts): readonly (readonly string[])[] {
  return [
    ['## Gap Analysis'],
    ...parts.flatMap(({ title, items }) => [
      [`${title}:`],
      items.map((item) => `- ${escapeMarkdown(item)}`),
    ]),
    [escapeMarkdown(stop)],
  ];
}

/** What was found out is worth something whatever became of it (OPT-46, OPT-68). */
function mapBlocks({ map, proposed, folder }: OptimizationFacts): readonly (readonly string[])[] {
  if (map === null) return [];
  const { bottlenecks, title, steps, gate } = map;
  return [
    ['## Performance Map'],
    blockMarkdown(bottleneckList({ bottlenecks, advice: null })).lines,
    [escapeMarkdown(gate.line)],
    ...folded('All steps', blockMarkdown(stepTable({ title, steps })).lines),
    [`The whole map: ${escapeMarkdown(folder)}/report.json`],
    ...(proposed.length === 0
      ? []
      : [['Proposed last:'], proposed.map((one) => `- ${escapeMarkdown(one)}`)]),
  ];
}

export function branchBlocks({
  items,
  sentence,
  ways,
}: BranchFacts): readonly (readonly string[])[] {
  return [
    ['## Branches'],
    items.map((item) => `- ${escapeMarkdown(item)}`),
    [escapeMarkdown(sentence)],
    items.length === 0 ? [] : ['Your own branch and tree are as they were.'],
    ...ways.map(({ purpose, command }) => [
      `To ${escapeMarkdown(purpose)}:`,
      '',
      ...codeBlock([command], 'sh'),
    ]),
  ];
}

function metaBlocks({ kind, rows, remarks }: MetaFacts): readonly (readonly string[])[] {
  return [
    ['## Meta-Analysis'],
    [`Kind: ${kind}`],
    [
      ...rows.map(([name, text]) => `- ${name}: ${escapeMarkdown(text)}`),
      ...remarks.map((remark) => `- ${escapeMarkdown(remark)}`),
    ],
  ];
}
