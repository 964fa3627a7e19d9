import {
  budgetOf,
  changeOf,
  GATE_SCHEMA,
  type GateReport,
  type GateVerdict,
} from '../../../harness/model/documents/gate-document.ts';
import { onlyInMarkdown, onlyInTerminal, onlyOnPage } from '../../block-places.ts';
import { comparisonFacts } from '../../facts/comparison/comparison-facts.ts';
import { type GateFacts, gateFacts } from '../../facts/gate/gate-facts.ts';
import { plural } from '../../text/plural.ts';
import type { Block, Fact, Headline, View } from '../../view.ts';
import { comparedFacts } from '../comparison/comparison-program-facts.ts';
import { comparisonTable } from '../comparison/comparison-table.ts';
import { decidedText, environmentsOf, ruleTable } from '../comparison/decided-blocks.ts';
import { explanationBlocks } from '../comparison/explanation-blocks.ts';
import { scenarioSections, sectionOf } from '../comparison/scenario-sections.ts';
import { environmentBlock } from '../environment-block.ts';
import { runBlocks } from '../report/run-blocks.ts';
import { runPictures } from '../report/run-pictures.ts';
import { suiteBlocks } from '../suite/suite-blocks.ts';
import { commandBlock, fineTable, openTable } from './check-blocks.ts';
import { gateAnnotations } from './gate-annotations.ts';
import { gateSuites } from './gate-checks.ts';

const LOOKS: Readonly<Record<GateVerdict, Pick<Headline, 'label' | 'heading' | 'sign' | 'tone'>>> =
  {
    pass: { sign: '✓', label: 'Pass', heading: 'Performance gate passed', tone: 'good' },
    fail: { sign: '✗', label: 'Fail', heading: 'Performance gate failed', tone: 'bad' },
    failed: {
      sign: '✗',
      label: 'Failed',
      heading: 'Performance could not be measured',
      tone: 'bad',
    },
    refused: {
      sign: '✗',
      label: 'Refused',
      heading: 'Performance gate refused a limit',
      tone: 'bad',
    },
    blocked: { sign: '✗', label: 'Blocked', heading: 'Performance gate was blocked', tone: 'bad' },
    incomparable: {
      sign: '!',
      label: 'Incomparable',
      heading: 'Performance gate could not compare',
      tone: 'doubt',
    },
    inconclusive: {
      sign: '?',
      label: 'Inconclusive',
      heading: 'Performance gate is undecided',
      tone: 'doubt',
    },
    interrupted: {
      sign: '!',
      label: 'Interrupted',
      heading: 'Performance gate was interrupted',
      tone: 'doubt',
    },
  };
/** Scenarios whose smallest visible change a terminal shows. */
const MOST_FLOORS = 5;

/** A gate: checks that need a look and how to see them again, those that passed, and their evidence. */
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
  const { open, fine, suite, comparison } = facts;
  const scenarios = comparison?.scenarios ?? [];
  return [
    ...(suite === null
      ? [openTable(open)]
      : suiteBlocks(suite, { noun: 'check', idOf: sectionOf(scenarios) })),
    commandBlock(facts),
    ...explanationBlocks(scenarios),
    fineTable(fine, suite !== null),
  ];
}

/** The comparisons and runs that the checks rest on. */
function evidenceBlocks(facts: GateFacts, document: GateReport): readonly Block[] {
  const { comparison, suite, runs, footnotes } = facts;
  const live = document.comparison;
  const compared = comparison?.comparisons ?? [];
  const floors = (comparison?.scenarios ?? []).filter((scenario) => scenario.floors !== '');
  return [
    ...onlyInMarkdown([
      {
        ...comparisonTable(compared, 'measured metric'),
        weight: 'always',
        title: `${plural(compared.length, 'metric')} measured on both sides`,
        isFolded: true,
      },
    ]),
    // A suite says it by its margins.
    onlyInTerminal([
      {
        type: 'list',
        title: 'Smallest change that the pairs can show',
        noun: 'scenario',
        most: MOST_FLOORS,
        items:
          suite === null
            ? floors.map((scenario) => ({
                text: `${scenario.scenario}: ${scenario.floors}`,
                tone: 'faint',
              }))
            : [],
      },
    ]),
    ...(comparison === null || live === null
      ? []
      : Object.values(scenarioSections(comparison, live.confidence))),
    ...baselineSections(document),
    onlyOnPage(() =>
      runs.flatMap((run, index) =>
        runBlocks(run, { id: `run-${index + 1}`, footnotes }, runPictures(run, undefined)),
      ),
    ),
    ...(comparison === null || live === null
      ? []
      : [decidedText(comparison.decided), ruleTable(live), environmentBlock(environmentsOf(live))]),
  ];
}

function baselineSections({ baseline }: GateReport): readonly Block[] {
  if (baseline === null) return [];
  const stored = comparisonFacts(baseline, { baseline: null });
  return Object.values(scenarioSections(stored, baseline.confidence, 'baseline'));
}

function factsOf(facts: GateFacts, gate: GateReport): readonly Fact[] {
  const { base, baseline, open, fine, comparison } = facts;
  const { verdict, exit_code, options } = gate;
  const { on_inconclusive, report_only } = options;
  return [
    {
      keyword: 'gate',
      values: {
        ...{ schema: GATE_SCHEMA, verdict, exit_code, base, baseline },
        ...{ on_inconclusive, report_only },
      },
    },
    ...[...open, ...fine].map(({ check, scenario, outcome, line, why, reproduce }): Fact => {
      const change = changeOf(check);
      const refusal = change?.refusal;
      return {
        keyword: 'check',
        values: {
          outcome,
          type: check.type,
          scenario,
          metric: (change ?? budgetOf(check))?.metric ?? null,
          against: change?.against ?? null,
          line,
          why: why === '' ? null : why,
          floor: refusal?.floor ?? null,
          needed_pairs: refusal?.needed_pairs ?? null,
          needed_seconds: refusal?.needed_seconds ?? null,
          reproduce,
        },
      };
    }),
    ...(comparison === null ? [] : comparedFacts(comparison)),
  ];
}
