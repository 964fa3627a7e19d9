import {
  asBudgetCheck,
  asChangeCheck,
  GATE_SCHEMA,
  type GateReport,
  type GateVerdict,
} from '../../../harness/model/documents/gate-document.ts';
import {
  type GateFacts,
  gateFacts,
} from '../../display-facts/gate/regression-gate-display-data.ts';
import type { Block, Fact, Headline, View } from '../../format-independent-report-view.ts';
import {
  createFact,
  onlyInMarkdown,
  onlyInTerminal,
  onlyOnHtmlPage,
} from '../../report-block-builders.ts';
import { joinTexts, plural } from '../../text/sentence-parts.ts';

import { explanationBlocks } from '../comparison/compared-scenario-blocks.ts';
import {
  comparedScenarioSections,
  createSectionFinder,
} from '../comparison/comparison-forest-plot-and-scenario-sections.ts';
import { methodDetailBlocks } from '../comparison/comparison-method-and-reproduction-blocks.ts';
import { comparisonTable } from '../comparison/comparison-table.ts';
import { comparisonAgentFacts } from '../comparison/comparison-view.ts';
import { runPlotsAndScreenshots } from '../report/run-plots-and-screenshots.ts';
import { runBlocks } from '../report/scenario-run-blocks.ts';
import { gateAnnotations, gateSuites } from './gate-as-test-suites.ts';
import { attentionBlocks, passedChecksTable, reproduceCommandsBlock } from './gate-check-blocks.ts';

const LOOKS: Readonly<Record<GateVerdict, Pick<Headline, 'label' | 'heading' | 'sign'>>> = {
  pass: { sign: '✓', label: 'Pass', heading: 'Performance gate passed' },
  fail: { sign: '✗', label: 'Fail', heading: 'Performance gate failed' },
  failed: { sign: '✗', label: 'Failed', heading: 'Performance could not be measured' },
  refused: { sign: '✗', label: 'Refused', heading: 'Performance gate refused a limit' },
  blocked: { sign: '✗', label: 'Blocked', heading: 'Performance gate was blocked' },
  incomparable: {
    sign: '!',
    label: 'Incomparable',
    heading: 'Performance could not be compared',
  },
  inconclusive: { sign: '?', label: 'Inconclusive', heading: 'Performance gate is inconclusive' },
  interrupted: { sign: '!', label: 'Interrupted', heading: 'Performance gate was interrupted' },
};
/** Maximum number of scenarios whose smallest detectable change a terminal shows. */
const MOST_FLOORS = 5;

/**
 * Creates the view of a gate: checks that need attention with their reproduce commands, checks that
 * passed, and their evidence.
 */
export function gateView(document: GateReport): View {
  const facts = gateFacts(document);
  const { headline, base, baseline, counts, footnotes, next } = facts;
  const { word: outcome, sentence } = headline;
  return {
    key: 'gate',
    title: base === null ? 'gate' : `gate against ${base}`,
    headline: { ...LOOKS[outcome], outcome, sentence },
    about: [
      ...(base === null ? [] : [`Base: ${base}`]),
      ...(baseline === null ? [] : [`Baseline: ${baseline}`]),
      ...(counts === '' ? [] : [counts]),
    ],
    blocks: [...checkBlocks(facts), ...evidenceBlocks(facts, document)],
    footnotes,
    next,
    suites: gateSuites(facts, document),
    annotations: gateAnnotations(facts, document),
    facts: factsOf(facts, document),
  };
}

function checkBlocks(facts: GateFacts): readonly Block[] {
  const scenarios = facts.comparison?.scenarios ?? [];
  return [
    ...attentionBlocks(facts, createSectionFinder(scenarios)),
    reproduceCommandsBlock(facts),
    ...explanationBlocks(scenarios),
    passedChecksTable(facts),
  ];
}

function evidenceBlocks(
  { comparison, stored, isMany, runs, footnotes }: GateFacts,
  { comparison: live, baseline }: GateReport,
): readonly Block[] {
  const compared = comparison?.comparisons ?? [];
  // In a large suite, the margins already show this.
  const floors = isMany ? [] : (comparison?.scenarios ?? []);
  const sections =
    comparison && live ? Object.values(comparedScenarioSections(comparison, live.confidence)) : [];
  const sinceBaseline =
    stored && baseline
      ? Object.values(comparedScenarioSections(stored, baseline.confidence, 'baseline'))
      : [];
  return [
    ...onlyInMarkdown([
      {
        ...comparisonTable(compared, 'measured metric'),
        weight: 'always',
        title: `${plural(compared.length, 'metric')} measured on both sides of the comparison`,
        isFolded: true,
      },
    ]),
    onlyInTerminal([
      {
        type: 'list',
        title: 'Smallest change that the pairs can detect',
        noun: 'scenario',
        most: MOST_FLOORS,
        items: floors
          .filter((scenario) => scenario.floors !== '')
          .map(({ scenario, floors: text }) => ({
            text: joinTexts([scenario, text], ': '),
            tone: 'faint',
          })),
      },
    ]),
    ...sections,
    ...sinceBaseline,
    onlyOnHtmlPage(() =>
      runs.flatMap((run, index) =>
        runBlocks(
          run,
          { id: `run-${index + 1}`, footnotes },
          runPlotsAndScreenshots(run, undefined),
        ),
      ),
    ),
    ...(comparison && live ? methodDetailBlocks(comparison.decided, live) : []),
  ];
}

function factsOf(facts: GateFacts, gate: GateReport): readonly Fact[] {
  const { base, baseline, open, fine, comparison } = facts;
  const { verdict, exit_code, options } = gate;
  const { on_inconclusive, report_only } = options;
  return [
    createFact('gate', {
      ...{ schema: GATE_SCHEMA, verdict, exit_code, base, baseline },
      ...{ on_inconclusive, report_only },
    }),
    ...[...open, ...fine].map(({ check, scenario, outcome, line, why, reproduce }) => {
      const change = asChangeCheck(check);
      const { floor = null, needed_pairs = null, needed_seconds = null } = change?.refusal ?? {};
      return createFact('check', {
        outcome,
        type: check.type,
        scenario,
        metric: (change ?? asBudgetCheck(check))?.metric ?? null,
        against: change?.against ?? null,
        line,
        why: why || null,
        ...{ floor, needed_pairs, needed_seconds, reproduce },
      });
    }),
    ...(comparison === null ? [] : comparisonAgentFacts(comparison)),
  ];
}
