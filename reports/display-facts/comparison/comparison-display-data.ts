import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type {
  ComparedSide,
  Comparison,
  ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { TracedInputs } from '../../../harness/model/documents/traced-external-inputs.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import { formatShare } from '../../format-quantity.ts';
import type { RenderOptions } from '../../reporter.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import { collectFootnotes } from '../collect-finding-footnotes.ts';
import { changeExplanationFacts } from './change-explanation-display-data.ts';
import { type ComparedMetricFact, comparedMetricFact } from './compared-metric-display-data.ts';
import { comparisonHeadline } from './comparison-headline.ts';
import { buildScenarioReproduceCommand, chooseComparisonNextStep } from './comparison-next-step.ts';
import { createPairLookup } from './measured-trial-pair-lookup.ts';

export type ComparisonFacts = ReturnType<typeof comparisonFacts>;

export function comparisonFacts(
  document: ComparisonReport,
  options: Pick<RenderOptions, 'baseline'>,
) {
  const pairsOf = createPairLookup(document);
  const nextLookOf = nextLookLookup(document);
  const comparisons = document.comparisons.map((comparison) =>
    comparedMetricFact(
      comparison,
      pairsOf(comparison.scenario, comparison.metric),
      nextLookOf(comparison),
    ),
  );
  const scenarios = scenarioFacts(document, comparisons);
  return {
    headline: comparisonHeadline(document, comparisons, scenarios),
    base: formatComparisonSide(document.base),
    head: formatComparisonSide(document.head),
    comparisons,
    scenarios,
    /** Method of the decision, in sentences; empty for stored sides. */
    decided: decidedText(document),
    // Findings of stored records are in their own reports.
    footnotes: collectFootnotes([
      { scenario: null, findings: document.findings },
      ...findInvalidatingErrors(
        document.runs.filter(({ side }) => side !== undefined),
        document.runs,
      ),
    ]),
    /** Identifiers of the records that it rests on. */
    records: recordsOf(document),
    next: chooseComparisonNextStep(document, comparisons, options),
    pairsOf,
  };
}

/** Returns the saved records: a live comparison is one record, or none if no pair was measured. */
function recordsOf({ id, rules, runs }: ComparisonReport): readonly string[] {
  if (id !== null) return [id];
  return rules === null ? runs.map((run) => run.id) : [];
}

/** Returns a lookup of a scenario's next interim analysis; null if it did not run out of time. */
function nextLookLookup({
  rules,
  runs,
}: ComparisonReport): (comparison: Comparison) => number | null {
  const ended = new Set(
    runs.filter(({ stop }) => stop === 'max-time').map(({ scenario }) => scenario),
  );
  return ({ scenario, screen_pairs: pairs }) =>
    ended.has(scenario)
      ? (rules?.screen_looks.find((pairCount) => pairCount > pairs) ?? null)
      : null;
}

/**
 * Returns the findings that make runs invalid. Findings of mere noise stay in the record of a side,
 * since the verdict rests on pairs, which tolerate noise.
 * @param all - Runs of all sides, which name the file of a scenario.
 */
export function findInvalidatingErrors(runs: readonly RunRecord[], all: readonly RunRecord[]) {
  return runs.map(({ scenario, findings }) => ({
    scenario: printable(scenario),
    file: findHeadFile(all, scenario),
    findings: findings.filter(({ level }) => level === 'error'),
  }));
}

/**
 * Returns the scenario file of the head: for pairs that of side `b`, otherwise that of the last
 * record, since stored sides list the base first. null: no file defines it.
 */
export function findHeadFile(runs: readonly RunRecord[], scenario: string): string | null {
  const own = runs.filter((run) => run.scenario === scenario);
  const file = (own.find(({ side }) => side === 'b') ?? own.at(-1))?.file ?? null;
  return file === null ? null : printable(file);
}

export type ComparedScenarioFact = ReturnType<typeof scenarioFacts>[number];

function scenarioFacts(document: ComparisonReport, comparisons: readonly ComparedMetricFact[]) {
  const byScenario = Map.groupBy(comparisons, ({ comparison }) => comparison.scenario);
  return [...byScenario].map(([name, own]) => {
    const gated = own.filter(({ comparison }) => comparison.gated);
    const known = gated.filter(({ floor }) => floor !== '');
    const floors = known.map(({ metric, floor }) => `${metric} ${floor}`).join(', ');
    return {
      scenario: own[0]?.scenario ?? name,
      /** Scenario file of the head, from the folder of the project; null: no file defines it. */
      file: findHeadFile(document.runs, name),
      gated,
      others: own.filter(({ comparison }) => !comparison.gated),
      /** Code behind its changes; null: it has not been profiled. */
      explanation: changeExplanationFacts(document, name, own),
      /** Smallest detectable changes: `wall_time ± 1.4 %, allocated ± 0.1 %`; may be empty. */
      floors,
      /** The same as a sentence; may be empty. */
      floor: floors === '' ? '' : `smallest change that these pairs can detect: ${floors}`,
      /** Command that measures it again; null: the sides are stored. */
      reproduce: buildScenarioReproduceCommand(document, name),
    };
  });
}

const PLANS: Readonly<Record<NonNullable<ComparisonReport['plan']>, string>> = {
  'back-to-back': 'back to back',
  alternating: 'alternating block by block',
};

function decidedText(document: ComparisonReport): readonly string[] {
  const { rules, plan, seed, comparisons } = document;
  if (rules === null) return [];
  const how = plan === null ? '' : `, with the two trials of each pair ${PLANS[plan]}`;
  const from = seed === null ? '' : `, seed ${seed}`;
  const isConfirming = comparisons.some(({ confirm_pairs: confirm }) => confirm > 0);
  return [
    ...explainMeasuredDespiteInputTracing(document.inputs ?? []),
    `Measured live in pairs of fresh trials${how}${from}.`,
    `All confirmed changes hold simultaneously with ${formatShare(rules.confidence)} confidence${
      isConfirming ? '; only the fresh pairs, counted after the +, decide.' : '.'
    }`,
  ];
}

/** Maximum number of reasons listed, most frequent first. */
const MOST_REASONS = 3;

/**
 * Explains, a sentence each, why scenarios were measured although their inputs were traced;
 * scenarios with the same inputs have that as their verdict.
 */
export function explainMeasuredDespiteInputTracing(
  inputs: readonly TracedInputs[],
): readonly string[] {
  const causes = inputs.flatMap(({ scenario, ...input }) => {
    if (input.outcome === 'different') return [{ scenario, what: 'differs', why: input.what }];
    if (input.outcome !== 'ineligible') return [];
    return [{ scenario, what: 'cannot be traced', why: input.reason }];
  });
  return ['differs', 'cannot be traced'].flatMap((what) => {
    const alike = causes.filter((cause) => cause.what === what);
    if (alike.length === 0) return [];
    const reasons = [...Map.groupBy(alike, ({ why }) => why)].toSorted(
      ([, group], [, other]) => other.length - group.length,
    );
    const named = reasons.slice(0, MOST_REASONS).map(([why, [first, ...others]]) => {
      const who = others.length === 0 ? first?.scenario : plural(others.length + 1, 'scenario');
      return `${printable(who ?? '')} (${printable(why)})`;
    });
    const more = reasons.length > MOST_REASONS ? ' and others' : '';
    return [`Measured because the input ${what}: ${named.join(', ')}${more}.`];
  });
}

const SOURCES: Readonly<Record<ComparedSide['source'], string>> = {
  record: 'record',
  baseline: 'baseline',
  ref: 'git ref',
  folder: 'folder',
  tree: 'working tree',
  dependency: 'dependency',
  variable: 'variable',
  node: 'Node.js',
};

/** A side as reports name it: `main (git ref, 3f1c9a7d5b)`, `working tree`. */
export function formatComparisonSide({ label, source, commit }: ComparedSide): string {
  const name = printable(label);
  const details = [
    name.startsWith(SOURCES[source]) ? '' : SOURCES[source],
    commit === null || name === commit ? '' : shortCommit(printable(commit)),
  ].filter((part) => part !== '');
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}
