import type { Comparison, ComparisonReport } from '../../../harness/model/documents/document.ts';
import type { NextStep } from '../../next-step.ts';
import type { RenderOptions } from '../../reporter.ts';
import { formatShare } from '../../scale.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { comparisonSuite } from '../suite/comparison-suite.ts';
import type { SuiteFacts } from '../suite/suite-facts.ts';
import { type ComparisonFact, comparisonFact } from './comparison-fact.ts';
import { type ComparisonHeadline, comparisonHeadline } from './comparison-headline.ts';
import { comparisonNext, reproduceCommand } from './comparison-next.ts';
import { type ExplanationFacts, explanationFacts } from './explanation-facts.ts';
import { headFile } from './head-file.ts';
import { inputsText } from './inputs-text.ts';
import { type PairLookup, pairLookup } from './pair-facts.ts';
import { sideText } from './side-text.ts';

/** What was found of one scenario. */
export interface ScenarioFact {
  readonly scenario: string;
  /** Of the head, from the folder of the project; null: no file describes it. */
  readonly file: string | null;
  /** What decides. */
  readonly gated: readonly ComparisonFact[];
  /** What was measured beside. */
  readonly others: readonly ComparisonFact[];
  /** What in the code is behind its changes; null: it has not been profiled. */
  readonly explanation: ExplanationFacts | null;
  /** `smallest change that these pairs can show: wall_time ± 1.4 %`; may be empty. */
  readonly floor: string;
  /** The same without the sentence: `wall_time ± 1.4 %, allocated ± 0.1 %`; may be empty. */
  readonly floors: string;
  /** Command that measures it again; null: the sides are stored. */
  readonly reproduce: string | null;
}

export interface ComparisonFacts {
  readonly headline: ComparisonHeadline;
  readonly base: string;
  readonly head: string;
  /** In the order of the document. */
  readonly comparisons: readonly ComparisonFact[];
  readonly scenarios: readonly ScenarioFact[];
  /** Where there are many scenarios: what changed or is not known, in a line each; null: there are few. */
  readonly suite: SuiteFacts | null;
  /** How it was decided, in sentences; empty for stored sides. */
  readonly decided: readonly string[];
  readonly footnotes: readonly Footnote[];
  /** Identifiers of the records that it rests on. */
  readonly records: readonly string[];
  readonly next: NextStep | null;
  readonly pairsOf: PairLookup;
}

export function comparisonFacts(
  document: ComparisonReport,
  options: Pick<RenderOptions, 'baseline'>,
): ComparisonFacts {
  const pairsOf = pairLookup(document);
  const nextLookOf = nextLookLookup(document);
  const comparisons = document.comparisons.map((comparison) =>
    comparisonFact(
      comparison,
      pairsOf(comparison.scenario, comparison.metric),
      nextLookOf(comparison),
    ),
  );
  return {
    headline: comparisonHeadline(document, comparisons),
    base: sideText(document.base),
    head: sideText(document.head),
    comparisons,
    scenarios: scenarioFacts(document, comparisons),
    suite: comparisonSuite(comparisons),
    decided: decidedText(document),
    footnotes: collectFootnotes([
      { scenario: null, findings: document.findings },
      ...liveFindings(document),
    ]),
    records: recordsOf(document),
    next: comparisonNext(document, comparisons, options),
    pairsOf,
  };
}

/** What is saved of it: a live comparison is a record of its own, or none where it measured no pair. */
function recordsOf({ id, rules, runs }: ComparisonReport): readonly string[] {
  if (id !== null) return [id];
  return rules === null ? runs.map((run) => run.id) : [];
}

/** Finds the look that a scenario had not come to when its time was up; null where it was not. */
function nextLookLookup({
  rules,
  runs,
}: ComparisonReport): (comparison: Comparison) => number | null {
  const ended = new Set(
    runs.filter(({ stop }) => stop === 'max-time').map(({ scenario }) => scenario),
  );
  return ({ scenario, screen_pairs: pairs }) =>
    ended.has(scenario) ? (rules?.screen_looks.find((look) => look > pairs) ?? null) : null;
}

/**
 * What was wrong with one side of a scenario. What merely makes a side noisy is in its record: the
 * verdict rests on pairs, which bear it. Of stored records their own reports tell.
 */
function liveFindings({ runs }: ComparisonReport): readonly {
  readonly scenario: string;
  readonly file: string | null;
  readonly findings: ComparisonReport['findings'];
}[] {
  return runs
    .filter(({ side }) => side !== undefined)
    .map(({ scenario, findings }) => ({
      scenario: printable(scenario),
      file: headFile(runs, scenario),
      findings: findings.filter(({ level }) => level === 'error'),
    }));
}

function scenarioFacts(
  document: ComparisonReport,
  comparisons: readonly ComparisonFact[],
): readonly ScenarioFact[] {
  const byScenario = Map.groupBy(comparisons, ({ comparison }) => comparison.scenario);
  return [...byScenario].map(([name, own]) => {
    const gated = own.filter(({ comparison }) => comparison.gated);
    const floors = floorsOf(gated);
    return {
      scenario: own[0]?.scenario ?? name,
      file: headFile(document.runs, name),
      gated,
      others: own.filter(({ comparison }) => !comparison.gated),
      explanation: explanationFacts(document, name, own),
      floor: floorText(floors),
      floors,
      reproduce: reproduceCommand(document, name),
    };
  });
}

function floorsOf(gated: readonly ComparisonFact[]): string {
  const known = gated.filter(({ floor }) => floor !== '');
  return known.map(({ metric, floor }) => `${metric} ${floor}`).join(', ');
}

function floorText(floors: string): string {
  return floors === '' ? '' : `smallest change that these pairs can show: ${floors}`;
}

const PLANS: Readonly<Record<NonNullable<ComparisonReport['plan']>, string>> = {
  'back-to-back': 'one after the other',
  alternating: 'in turn, block by block',
};

function decidedText(document: ComparisonReport): readonly string[] {
  const { rules, plan, seed, comparisons } = document;
  if (rules === null) return [];
  const how = plan === null ? '' : `, the two units of a pair ${PLANS[plan]}`;
  const from = seed === null ? '' : `, seed ${seed}`;
  const isConfirming = comparisons.some(({ confirm_pairs: confirm }) => confirm > 0);
  return [
    ...inputsText(document.inputs ?? []),
    `Measured live in pairs of fresh units${how}${from}.`,
    `All confirmed changes hold together with ${formatShare(rules.confidence)}${
      isConfirming ? ': the pairs after the + are fresh ones, which alone decide.' : '.'
    }`,
  ];
}
