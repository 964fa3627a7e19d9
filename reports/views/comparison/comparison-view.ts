import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { ComparedMetricFact } from '../../display-facts/comparison/compared-metric-display-data.ts';
import {
  type ComparedScenarioFact,
  type ComparisonFacts,
  comparisonFacts,
} from '../../display-facts/comparison/comparison-display-data.ts';
import { isLargeSuite } from '../../display-facts/large-suite-threshold-and-severity-order.ts';
import type { Block, Fact, Headline, View } from '../../format-independent-report-view.ts';
import { createFact, onlyInMarkdown } from '../../report-block-builders.ts';
import type { RenderOptions } from '../../reporter.ts';
import { joinTexts } from '../../text/sentence-parts.ts';
import { changedFunctionAgentFacts } from '../profile-diff/changed-function-blocks.ts';
import {
  describeMissingEvidence,
  formatCountLabel,
  type SuiteEntry,
  suiteBlocks,
} from '../scenarios-needing-attention-blocks.ts';
import { comparedScenarioBlocks, explanationBlocks } from './compared-scenario-blocks.ts';
import { comparisonAnnotations, comparisonSuites } from './comparison-as-test-suites.ts';
import {
  comparedScenarioSections,
  createSectionFinder,
} from './comparison-forest-plot-and-scenario-sections.ts';
import { comparisonMethodBlocks } from './comparison-method-and-reproduction-blocks.ts';
import { comparisonTables } from './comparison-table.ts';

const LOOKS: Readonly<Record<ComparisonReport['verdict'], Pick<Headline, 'label' | 'sign'>>> = {
  pass: { sign: '✓', label: 'Pass' },
  fail: { sign: '✗', label: 'Regressed' },
  inconclusive: { sign: '?', label: 'Inconclusive' },
  incomparable: { sign: '!', label: 'Incomparable' },
};

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
  const { scenarios, comparisons } = facts;
  const isMany = isLargeSuite(comparisons);
  const { overview, sections } = comparedScenarioSections(facts, document.confidence);
  const tables = onlyInMarkdown(comparisonTables(comparisons, isMany));
  const inTerminal = isMany
    ? []
    : scenarios.flatMap((scenario) => comparedScenarioBlocks(scenario));
  return [
    ...(isMany
      ? suiteBlocks(comparisons.flatMap(suiteEntry), {
          noun: 'comparison',
          titles: { worse: 'regressed', trouble: 'not comparable' },
          idOf: createSectionFinder(scenarios),
        })
      : []),
    overview,
    ...tables.map((table, index) => (index === 0 ? { ...table, inTerminal } : table)),
    ...explanationBlocks(scenarios),
    sections,
    ...comparisonMethodBlocks(facts, document),
  ];
}

/** The row of a verdict; null: it is counted. */
const SUITE_KINDS = {
  regressed: 'worse',
  incomparable: 'trouble',
  improved: 'better',
  inconclusive: 'undecided',
  unchanged: null,
  'same inputs': null,
} as const;

function suiteEntry(fact: ComparisonFacts['comparisons'][number]): readonly SuiteEntry[] {
  const { scenario, metric: subject, base, head, comparison } = fact;
  if (!comparison.gated) return [];
  const kind = SUITE_KINDS[fact.verdict];
  if (kind === null) return [{ counted: formatCountLabel(fact) }];
  const isChange = kind === 'worse' || kind === 'better';
  const rest = isChange ? `${base} to ${head}` : describeMissingEvidence(fact, comparison.reason);
  return [{ kind, scenario, subject, rest, fact }];
}

function factsOf(facts: ComparisonFacts, document: ComparisonReport): readonly Fact[] {
  const { base, head, scenarios, records } = facts;
  const { verdict, confidence, plan, seed } = document;
  return [
    createFact('comparison', {
      ...{ schema: COMPARISON_SCHEMA, verdict, base, head, confidence, plan },
      seed: seed === null ? null : String(seed),
    }),
    ...comparisonAgentFacts(facts),
    ...scenarios.flatMap(({ scenario, reproduce: command }) =>
      command === null ? [] : createFact('reproduce', { scenario, command }),
    ),
    ...records.map((id) => createFact('record', { id })),
  ];
}

/** Returns the comparisons, then the causes of their changes, for programs. */
export function comparisonAgentFacts({
  comparisons,
  scenarios,
}: Pick<ComparisonFacts, 'comparisons' | 'scenarios'>): readonly Fact[] {
  return [...comparisons.map(comparedFact), ...scenarios.flatMap(explanationFacts)];
}

function comparedFact({
  scenario,
  metric,
  explanation,
  modes,
  comparison,
}: ComparedMetricFact): Fact {
  const { verdict, direction, ratio, low, high, base, head, unit, pairs, margin } = comparison;
  const { confirmed, needed_pairs, gated, screen_pairs, confirm_pairs, floor } = comparison;
  const reason = verdict === 'incomparable' ? (comparison.reason ?? '') : '';
  return createFact('compare', {
    ...{ scenario, metric, verdict, direction, ratio, low, high, base, head, unit, pairs },
    ...{ margin, confirmed, needed_pairs },
    why: joinTexts([reason, explanation, modes]) || null,
    gated,
    screen_pairs: screen_pairs || null,
    confirm_pairs: confirm_pairs || null,
    floor,
  });
}

function explanationFacts({ scenario, explanation }: ComparedScenarioFact): readonly Fact[] {
  if (explanation === null) return [];
  const { sentence, counters } = explanation;
  const { difference, metrics } = explanation.explanation;
  const { pairs, confidence } = difference;
  return [
    createFact('explanation', {
      ...{ scenario, metrics: metrics.join(','), pairs, confidence },
      ...{ text: sentence, counters: counters || null },
    }),
    ...changedFunctionAgentFacts(explanation, difference, scenario),
  ];
}
