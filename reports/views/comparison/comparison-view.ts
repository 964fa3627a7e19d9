import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../../harness/model/documents/document.ts';
import { onlyInMarkdown } from '../../block-places.ts';
import { type ComparisonFacts, comparisonFacts } from '../../facts/comparison/comparison-facts.ts';
import type { RenderOptions } from '../../reporter.ts';
import type { Block, Fact, Headline, View } from '../../view.ts';
import { suiteBlocks } from '../suite/suite-blocks.ts';
import { comparisonAnnotations } from './comparison-annotations.ts';
import { comparisonSuites } from './comparison-checks.ts';
import { comparedFacts } from './comparison-program-facts.ts';
import { comparisonTables } from './comparison-table.ts';
import { decidedBlocks } from './decided-blocks.ts';
import { explanationBlocks } from './explanation-blocks.ts';
import { scenarioBlocks } from './scenario-blocks.ts';
import { scenarioSections, sectionOf } from './scenario-sections.ts';

const LOOKS: Readonly<
  Record<ComparisonReport['verdict'], Pick<Headline, 'label' | 'sign' | 'tone'>>
> = {
  pass: { sign: '✓', label: 'Pass', tone: 'good' },
  fail: { sign: '✗', label: 'Regressed', tone: 'bad' },
  inconclusive: { sign: '?', label: 'Inconclusive', tone: 'doubt' },
  incomparable: { sign: '!', label: 'Incomparable', tone: 'doubt' },
};

/** A comparison: the sides, every scenario, what is behind its changes, how it was decided. */
export function comparisonView(
  document: ComparisonReport,
  options: Pick<RenderOptions, 'baseline'>,
): View {
  const facts = comparisonFacts(document, options);
  const { headline, base, head, footnotes, next } = facts;
  const { word: outcome, sentence } = headline;
  return {
    key: 'compare',
    title: `${base} against ${head}`,
    headline: { ...LOOKS[outcome], outcome, sentence },
    about: [`Base: ${base}`, `Head: ${head}`],
    blocks: blocksOf(facts, document),
    footnotes,
    areNotesErrors: true,
    next,
    suites: comparisonSuites(facts, document),
    annotations: comparisonAnnotations(facts),
    facts: factsOf(facts, document),
  };
}

function blocksOf(facts: ComparisonFacts, document: ComparisonReport): readonly Block[] {
  const { scenarios, suite } = facts;
  const { overview, sections } = scenarioSections(facts, document.confidence);
  const [first, ...others] = onlyInMarkdown(comparisonTables(facts));
  return [
    ...(suite === null
      ? []
      : suiteBlocks(suite, { noun: 'comparison', idOf: sectionOf(scenarios) })),
    overview,
    ...(first === undefined
      ? []
      : [
          suite === null
            ? { ...first, inTerminal: scenarios.flatMap((fact) => scenarioBlocks(fact)) }
            : first,
        ]),
    ...others,
    ...explanationBlocks(scenarios),
    sections,
    ...decidedBlocks(facts, document),
  ];
}

function factsOf(facts: ComparisonFacts, document: ComparisonReport): readonly Fact[] {
  const { base, head, scenarios, records } = facts;
  const { verdict, confidence, plan, seed } = document;
  return [
    {
      keyword: 'comparison',
      values: {
        ...{ schema: COMPARISON_SCHEMA, verdict, base, head, confidence, plan },
        seed: seed === null ? null : String(seed),
      },
    },
    ...comparedFacts(facts),
    ...scenarios.flatMap(({ scenario, reproduce }) =>
      reproduce === null
        ? []
        : [{ keyword: 'reproduce', values: { scenario, command: reproduce } }],
    ),
    ...records.map((id) => ({ keyword: 'record', values: { id } })),
  ];
}
