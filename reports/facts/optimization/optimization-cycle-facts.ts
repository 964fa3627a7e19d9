import type {
  OptimizationContest,
  OptimizationCycle,
  OptimizationHypothesis,
} from '../../../harness/model/documents/optimization-cycle.ts';
import type { OptimizationReport } from '../../../harness/model/documents/optimization-document.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { type DifferenceFacts, differenceFacts } from '../profile/difference-facts.ts';
import { amount, percentage } from './optimization-amount.ts';
import { evidenceTexts, type ShownDifference, shownDifferences } from './optimization-evidence.ts';
import {
  gainOf,
  gainRange,
  type MetricChangeFact,
  metricChangeFact,
  type TimedFunctionFact,
  timedFunctionFact,
} from './optimization-metric-facts.ts';

/** One thing that is told of a cycle. */
export interface DetailRow {
  readonly name: string;
  /** One for each thing that there is to say; at least one. */
  readonly texts: readonly [string, ...string[]];
}

/** What a cycle was about and what became of it, as every report shows it (OPT-64). */
export interface CycleDetailFact {
  readonly cycle: number;
  /** Name and texts of each row, in their order. */
  readonly rows: readonly DetailRow[];
  readonly metrics: readonly MetricChangeFact[];
  readonly timed: readonly TimedFunctionFact[];
  /** Function by function, from the profiles of both sides; null: not profiled. */
  readonly difference: DifferenceFacts | null;
  /** `strike H1,H2: 203 → 101, 50.2%, applied`: what was tried, in its order. */
  readonly experiments: readonly string[];
  /** Tests that show what refuted changes did otherwise, for the project to keep. */
  readonly tests: readonly ShownDifference[];
  readonly of: OptimizationCycle;
}

export function cycleDetailFact(
  of: OptimizationCycle,
  document: OptimizationReport,
): CycleDetailFact {
  return {
    cycle: of.cycle,
    rows: rowsOf(of, document),
    metrics: of.metrics.map(metricChangeFact),
    timed: of.functions.map(timedFunctionFact),
    difference: of.explanation && differenceFacts(of.explanation.difference),
    experiments: of.experiments.map(experimentText),
    tests: shownDifferences(of.hypotheses),
    of,
  };
}

function rowsOf(of: OptimizationCycle, document: OptimizationReport): CycleDetailFact['rows'] {
  const { observed, target, goal, metric } = document;
  const seen = observed === null ? '' : `: ${observed.value} ${observed.unit} ${observed.type}`;
  const goalText =
    goal === null ? 'not set' : `${amount(goal.value, metric.unit)} (${sourceText(goal)})`;
  return [
    row('Problem', [printable(`${target}${seen}`)]),
    row('Diagnosis', [of.bottleneck === null ? 'not profiled' : printable(of.bottleneck)]),
    row('Target', [goalText]),
    row('Result', resultTexts(of, document)),
    ...(of.strike_result === null ? [] : changeRows(of)),
    ...leftRows(of.hypotheses),
    row('Plan check', [planText(of.plan)]),
    ...(of.strike_result === null ? [] : proofRows(of)),
  ];
}

/** What became of what was tried. */
function changeRows(of: OptimizationCycle): CycleDetailFact['rows'] {
  return [
    row(
      'Applied',
      listed(of.hypotheses, 'applied', (one) => `${one.description}${aloneText(one)}`),
    ),
    row('Removed', removedTexts(of.hypotheses)),
    row('Contested Alternatives', of.contested.flatMap(contestTexts)),
    row('Evidence', evidenceTexts(of.hypotheses)),
  ];
}

/** What shows that it still works, and where it is. */
function proofRows(of: OptimizationCycle): CycleDetailFact['rows'] {
  return [
    row('Tests', testsTexts(of)),
    row('Files', of.files.map(printable)),
    row('Branch', of.branch === null ? [] : [printable(of.branch)]),
    row('Commits', commitTexts(of)),
  ];
}

function row(name: string, [first = 'none', ...others]: readonly string[]): DetailRow {
  return { name, texts: [first, ...others] };
}

function sourceText({ source, confidence }: NonNullable<OptimizationReport['goal']>): string {
  if (source === 'user') return 'user';
  return confidence === null ? source : `${source}, ${confidence}`;
}

/** From what to what, how sure that is, and how the changes came in. */
function resultTexts(of: OptimizationCycle, { metric }: OptimizationReport): readonly string[] {
  const { before, after, improvement_pct: gain, ratio, strike_result: strike, status } = of;
  if (before === null || after === null || gain === null) return ['not carried out'];
  const from = `${amount(before, metric.unit)} → ${amount(after, metric.unit)}`;
  return [
    `${from}, ${percentage(gain)}, strike ${strike ?? 'unknown'}`,
    ...(ratio === null
      ? []
      : [
          `by pairs that decided nothing before: ${percentage(gainOf(ratio.value, metric.better))} (${gainRange(ratio, metric.better)})`,
        ]),
    ...(status === 'conflict' ? ['not merged, for a conflict'] : []),
  ];
}

/** ` (+4 -1 lines, 12.3% by itself)`; empty: it was not measured beside the others. */
function aloneText({ alone }: OptimizationHypothesis): string {
  if (alone === null) return '';
  const { added, removed, improvement_pct: gain } = alone;
  const parts = [
    ...(added === null || removed === null ? [] : [`+${added} -${removed} lines`]),
    ...(gain === null ? [] : [`${percentage(gain)} by itself`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function listed(
  hypotheses: readonly OptimizationHypothesis[],
  outcome: OptimizationHypothesis['outcome'],
  text: (one: OptimizationHypothesis) => string,
): readonly string[] {
  const own = hypotheses.filter((one) => one.outcome === outcome);
  return own.map((one) => `${one.id}: ${printable(text(one))}`);
}

/** Each with its reason, and with what it was. */
function removedTexts(hypotheses: readonly OptimizationHypothesis[]): readonly string[] {
  return [
    ...listed(hypotheses, 'removed', reasonOf),
    ...listed(hypotheses, 'dropped', (one) => `${reasonOf(one)}, by the plan check`),
  ];
}

function reasonOf({ reason, description }: OptimizationHypothesis): string {
  const what = description === '' ? '' : ` [${description.replace(/[.\s]+$/u, '')}]`;
  return `${reason ?? 'no reason was given'}${what}`;
}

/** What was neither applied nor removed. */
function leftRows(hypotheses: readonly OptimizationHypothesis[]): readonly DetailRow[] {
  const described = ({ description }: OptimizationHypothesis): string => description;
  return [
    row('Left to a person', listed(hypotheses, 'manual', reasonOf)),
    row('Not tried to the end', listed(hypotheses, 'remaining', described)),
    row('Proposed, not tried', listed(hypotheses, 'proposed', described)),
  ].filter(({ texts: [first] }) => first !== 'none');
}

/** Alternatives, then the winner and what it gained. */
function contestTexts(contest: OptimizationContest): readonly string[] {
  const { alternatives, winner, delta_pct: delta } = contest;
  const each = alternatives.map(({ name, hypotheses, outcome, improvement_pct: gain, reason }) => {
    const ids = hypotheses.join(',');
    const who = ids === '' || ids === name ? name : `${name} (${ids})`;
    const how = [outcome, gain === null ? null : percentage(gain), reason === '' ? null : reason];
    const said = how.filter((one) => one !== null).join(', ');
    return printable(said === '' ? who : `${who}: ${said}`);
  });
  const won = winner === null ? 'none, the code without them is as good' : printable(winner);
  return [...each, `winner: ${won}${delta === null ? '' : `, ${percentage(delta)}`}`];
}

function planText(plan: OptimizationCycle['plan']): string {
  if (plan === null) return 'not checked';
  const { verdict, corrections, concerns } = plan;
  const counts = [
    ...(corrections === 0 ? [] : [plural(corrections, 'correction')]),
    ...(concerns.length === 0 ? [] : [plural(concerns.length, 'concern')]),
  ];
  return [verdict, ...counts].join(', ');
}

function testsTexts({
  e2e_test: e2e,
  flaky_tests: flaky,
  strike_result: strike,
}: OptimizationCycle): readonly string[] {
  const word = (passed: boolean): string => (passed ? 'passed' : 'failed');
  return [
    strike === 'failed' ? 'nothing is applied' : 'the suite passes with what is applied',
    e2e === null
      ? 'no end-to-end test'
      : `end-to-end test (${e2e.source}): ${word(e2e.baseline_passed)} before, ${word(e2e.final_passed)} after`,
    ...(flaky.length === 0 ? [] : [`flaky without any change: ${flaky.map(printable).join(', ')}`]),
  ];
}

function commitTexts({ commits }: OptimizationCycle): readonly string[] {
  return commits.map(({ hash, subject }) => `${shortCommit(hash)} ${printable(subject)}`);
}

function experimentText(row: OptimizationCycle['experiments'][number]): string {
  const { phase, hypotheses, baseline_ms, result_ms, improvement_pct, status, commit, e2e_status } =
    row;
  const values = result_ms === '' ? '' : `: ${baseline_ms} → ${result_ms}, ${improvement_pct}%`;
  const at = commit === '' ? '' : `, commit ${shortCommit(commit)}`;
  return printable(`${phase} ${hypotheses}${values}, ${status}${at}, end-to-end ${e2e_status}`);
}
