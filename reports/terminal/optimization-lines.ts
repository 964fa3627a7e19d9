import type { OptimizationReport } from '../../harness/model/documents/optimization-document.ts';
import { CYCLE_COLUMNS, type OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import type { GapFacts, MetaFacts } from '../facts/optimization/optimization-gap-facts.ts';
import type { BranchFacts } from '../facts/optimization/optimization-undo.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines } from './closing-lines.ts';
import { cycleLines } from './optimization-cycle-lines.ts';
import { waterfallLines } from './optimization-waterfall-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<OptimizationReport['outcome'], { badge: string; tone: Tone }>> = {
  target_met: { badge: '✓ TARGET MET', tone: 'good' },
  gained: { badge: '✓ IMPROVED', tone: 'good' },
  unchanged: { badge: '● UNCHANGED', tone: 'strong' },
  planned: { badge: '● PLAN', tone: 'strong' },
  blocked: { badge: '! BLOCKED', tone: 'doubt' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
};

/** A loop: what was gained and how sure it is, each cycle, what is left, how to take or undo it. */
export function optimizationLines(facts: OptimizationFacts, page: Page): readonly string[] {
  const { headline, sure, stop, targetLine, waivers, gap, meta, footnotes, branches } = facts;
  const { badge, tone } = BADGES[headline.word];
  const blocks = [
    [
      ...page.paragraph(headline.sentence, { first: `${badge}  `, firstTone: tone }),
      ...[sure, stop, ...waivers].flatMap((text) =>
        text === null ? [] : page.paragraph(text, { first: '  ' }),
      ),
    ],
    tableLines(facts, page),
    targetLine === null ? [] : page.paragraph(targetLine, { first: '  ', tone: 'strong' }),
    waterfallLines(facts.bars, page),
    ...facts.cycles.flatMap((one) => cycleLines(one, page)),
    ...(gap === null ? [] : gapLines(gap, page)),
    mapLines(facts, page),
    branchLines(branches, page),
    meta === null ? [] : metaLines(meta, page),
    footnoteLines(footnotes, page),
    nextLines(facts, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** The cycles and their sum; nothing where no cycle came to its end. */
function tableLines({ rows, total }: OptimizationFacts, page: Page): readonly string[] {
  if (rows.length === 0) return [];
  const right = { align: 'right' } as const;
  return page.table(
    [{}, { gives: true }, right, right, right, { gives: true }, { gives: true }],
    [
      CYCLE_COLUMNS.map((text) => ({ text, tone: 'faint' as const })),
      ...rows.map((cells) => cells.map((text) => ({ text }))),
      total.map((text) => ({ text, tone: 'strong' as const })),
    ],
  );
}

function gapLines({ parts, stop }: GapFacts, page: Page): readonly (readonly string[])[] {
  return [
    [
      page.paint('strong', 'Gap analysis'),
      ...parts.flatMap(({ title, items }) => [
        ...page.paragraph(`${title}:`, { first: '  ' }),
        ...items.flatMap((item) => page.paragraph(item, { first: '    • ' })),
      ]),
      ...page.paragraph(stop, { first: '  ' }),
    ],
  ];
}

/** What was found out is worth something whatever became of it (OPT-46, OPT-68). */
function mapLines({ map, proposed, folder }: OptimizationFacts, page: Page): readonly string[] {
  if (map === null) return [];
  const bullets = (items: readonly string[]) =>
    items.flatMap((item) => page.paragraph(item, { first: '    • ' }));
  return [
    page.paint('strong', 'Performance map, the latest'),
    ...bullets(
      map.bottlenecks.map(({ name, place, share, detail, bottleneck }) => {
        const where = place === '' ? '' : ` (${place})`;
        return `${bottleneck.priority} ${share} ${name}${where}: ${detail}`;
      }),
    ),
    ...page.paragraph(map.gate.line, { first: '  ' }),
    ...(proposed.length === 0 ? [] : page.paragraph('Proposed last:', { first: '  ' })),
    ...bullets(proposed),
    ...page.paragraph(`The whole map is in ${folder}/report.html and report.json.`, {
      first: '  ',
      tone: 'faint',
    }),
  ];
}

function branchLines({ items, sentence }: BranchFacts, page: Page): readonly string[] {
  return [
    page.paint('strong', 'Branches'),
    ...items.flatMap((item) => page.paragraph(item, { first: '  • ' })),
    ...page.paragraph(sentence, { first: '  ' }),
    ...(items.length === 0
      ? []
      : page.paragraph('Your own branch and tree are as they were.', { first: '  ' })),
  ];
}

function metaLines({ kind, rows, remarks }: MetaFacts, page: Page): readonly string[] {
  return [
    page.paint('strong', `Meta-analysis (${kind})`),
    ...page.table(
      [{}, { gives: true }],
      rows.map(([name, text]) => [{ text: name, tone: 'faint' as const }, { text }]),
    ),
    ...remarks.flatMap((remark) => page.paragraph(remark, { first: '  • ' })),
  ];
}

/** All ways out of it where there is something to take; else the one thing to do. */
function nextLines({ branches: { ways }, next }: OptimizationFacts, page: Page): readonly string[] {
  const steps = ways.length > 0 ? ways : next === null ? [] : [next];
  return steps.flatMap(({ purpose, command }, index) => [
    ...page.paragraph(`${index === 0 ? 'Next, to' : 'To'} ${purpose}:`),
    // There to be copied, so never broken.
    page.paint('strong', `  ${command}`),
  ]);
}
