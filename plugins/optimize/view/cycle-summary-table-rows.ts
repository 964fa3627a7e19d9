import { display, shortCommit } from 'perf-harness/plugin';
import type {
  OptimizationAlternatives,
  OptimizationCycle,
  OptimizationHypothesis,
} from '../document/optimization-cycle.ts';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { describeCheck } from './describe-behavior-check.ts';
import {
  calculateGain,
  formatGainRange,
  formatPercentage,
  formatUnitAmount,
} from './describe-metric-and-function-gains.ts';

/** Evidence of each attempted change that the program still does the same. */
function evidenceTexts(hypotheses: readonly OptimizationHypothesis[]): readonly string[] {
  return hypotheses
    .filter(isShown)
    .flatMap((hypothesis) => [evidenceText(hypothesis), ...assumptions(hypothesis)]);
}

/** True for applied changes with known evidence, and for all changes with a check result. */
function isShown({ outcome, check, evidence_class: evidence }: OptimizationHypothesis): boolean {
  return (outcome === 'applied' && evidence !== null) || check !== null;
}

function evidenceText({ id, evidence_class: evidence, check }: OptimizationHypothesis): string {
  const name = `${id}, ${evidence ?? 'unknown'}`;
  if (check !== null) return `${name}: ${describeCheck(check)}`;
  switch (evidence) {
    case 'proven':
      return `${name}: the source code proves that behavior does not change`;
    case 'guarded':
      return `${name}: the original code remains behind a run-time test, whose cost is included in the measurement`;
    default:
      return `${name}: verified only by the tests`;
  }
}

function assumptions({ id, assumes, check }: OptimizationHypothesis): readonly string[] {
  const all = [...assumes, ...(check?.state === 'same' ? check.assumes : [])];
  return [...new Set(all)].map((text) => `${id} assumes: ${text}`);
}

/** Row of a cycle's table: a name, and one line per statement. */
export interface CycleRow {
  readonly name: string;
  readonly texts: readonly [string, ...string[]];
}

/** Subject and outcome of a cycle, as rows in their order (OPT-64). */
export function cycleRows(
  cycle: OptimizationCycle,
  document: OptimizationReport,
): readonly CycleRow[] {
  const { observed, target, goal, metric } = document;
  const seen = observed === null ? '' : `: ${observed.value} ${observed.unit} ${observed.type}`;
  const goalText =
    goal === null
      ? 'not set'
      : `${formatUnitAmount(goal.value, metric.unit)} (${sourceText(goal)})`;
  const { hypotheses, strike_result: strike } = cycle;
  const described = ({ description }: OptimizationHypothesis): string => description;
  const left = [
    row('Manual work', listed(hypotheses, 'manual', reasonOf)),
    row('Not fully tried', listed(hypotheses, 'remaining', described)),
    row('Proposed, not tried', listed(hypotheses, 'proposed', described)),
  ];
  const attempts = [
    row(
      'Applied',
      listed(
        hypotheses,
        'applied',
        (hypothesis) => `${hypothesis.description}${aloneText(hypothesis)}`,
      ),
    ),
    row('Removed', removedTexts(hypotheses)),
    row('Contested Alternatives', cycle.contested.flatMap(contestTexts)),
    row('Evidence', evidenceTexts(hypotheses)),
  ];
  const proofs = [
    row('Tests', testsTexts(cycle)),
    row('Files', cycle.files),
    row('Branch', cycle.branch === null ? [] : [cycle.branch]),
    row(
      'Commits',
      cycle.commits.map(({ hash, subject }) => `${shortCommit(hash)} ${subject}`),
    ),
  ];
  return [
    row('Problem', [`${target}${seen}`]),
    row('Diagnosis', [cycle.bottleneck ?? 'not profiled']),
    row('Target', [goalText]),
    row('Result', resultTexts(cycle, document)),
    ...(strike === null ? [] : attempts),
    ...left.filter(({ texts: [first] }) => first !== 'none'),
    row('Plan check', [planText(cycle.plan)]),
    ...(strike === null ? [] : proofs),
  ];
}

function row(name: string, [first = 'none', ...others]: readonly string[]): CycleRow {
  return { name, texts: [display.printable(first), ...others.map(display.printable)] };
}

function sourceText({ source, confidence }: NonNullable<OptimizationReport['goal']>): string {
  if (source === 'user') return 'user';
  return confidence === null ? source : `${source}, ${confidence}`;
}

function resultTexts(cycle: OptimizationCycle, { metric }: OptimizationReport): readonly string[] {
  const { before, after, improvement_pct: gain, ratio, strike_result: strike, status } = cycle;
  if (before === null || after === null || gain === null) return ['not executed'];
  const from = `${formatUnitAmount(before, metric.unit)} → ${formatUnitAmount(after, metric.unit)}`;
  return [
    `${from}, ${formatPercentage(gain)}, strike ${strike ?? 'unknown'}`,
    ...(ratio === null
      ? []
      : [
          `from held-out pairs: ${formatPercentage(calculateGain(ratio.value, metric.better))} (${formatGainRange(ratio, metric.better)})`,
        ]),
    ...(status === 'conflict' ? ['not merged because of a conflict'] : []),
  ];
}

/** Formats ` (+4 -1 lines, 12.3% by itself)`; empty if its own contribution was not measured. */
function aloneText({ alone }: OptimizationHypothesis): string {
  if (alone === null) return '';
  const { added, removed, improvement_pct: gain } = alone;
  const parts = [
    ...(added === null || removed === null ? [] : [`+${added} -${removed} lines`]),
    ...(gain === null ? [] : [`${formatPercentage(gain)} by itself`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function listed(
  hypotheses: readonly OptimizationHypothesis[],
  outcome: OptimizationHypothesis['outcome'],
  text: (hypothesis: OptimizationHypothesis) => string,
): readonly string[] {
  const own = hypotheses.filter((hypothesis) => hypothesis.outcome === outcome);
  return own.map((hypothesis) => `${hypothesis.id}: ${text(hypothesis)}`);
}

function removedTexts(hypotheses: readonly OptimizationHypothesis[]): readonly string[] {
  return [
    ...listed(hypotheses, 'removed', reasonOf),
    ...listed(hypotheses, 'dropped', (hypothesis) => `${reasonOf(hypothesis)} (plan check)`),
  ];
}

function reasonOf({ reason, description }: OptimizationHypothesis): string {
  const what = description === '' ? '' : ` [${description.replace(/[.\s]+$/u, '')}]`;
  return `${reason ?? 'no reason was given'}${what}`;
}

function contestTexts(contest: OptimizationAlternatives): readonly string[] {
  const { alternatives, winner, delta_pct: delta } = contest;
  const each = alternatives.map(({ name, hypotheses, outcome, improvement_pct: gain, reason }) => {
    const ids = hypotheses.join(',');
    const who = ids === '' || ids === name ? name : `${name} (${ids})`;
    const how = [
      outcome,
      gain === null ? null : formatPercentage(gain),
      reason === '' ? null : reason,
    ];
    const said = how.filter((part) => part !== null).join(', ');
    return said === '' ? who : `${who}: ${said}`;
  });
  const won = winner === null ? 'none, because the unchanged code is just as good' : winner;
  return [...each, `winner: ${won}${delta === null ? '' : `, ${formatPercentage(delta)}`}`];
}

function planText(plan: OptimizationCycle['plan']): string {
  if (plan === null) return 'not checked';
  const { verdict, corrections, concerns } = plan;
  const counts = [
    ...(corrections === 0 ? [] : [display.plural(corrections, 'correction')]),
    ...(concerns.length === 0 ? [] : [display.plural(concerns.length, 'concern')]),
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
    strike === 'failed' ? 'nothing was applied' : 'the suite passes with the applied changes',
    e2e === null
      ? 'no end-to-end test'
      : `end-to-end test (${e2e.source}): ${word(e2e.baseline_passed)} before, ${word(e2e.final_passed)} after`,
    ...(flaky.length === 0 ? [] : [`flaky without any change: ${flaky.join(', ')}`]),
  ];
}

/** `strike H1,H2: 203 → 101, 50.2%, applied` */
export function describeExperiment(row: OptimizationCycle['experiments'][number]): string {
  const { phase, hypotheses, baseline_ms, result_ms, improvement_pct, status, commit, e2e_status } =
    row;
  const values = result_ms === '' ? '' : `: ${baseline_ms} → ${result_ms}, ${improvement_pct}%`;
  const at = commit === '' ? '' : `, commit ${shortCommit(commit)}`;
  return display.printable(
    `${phase} ${hypotheses}${values}, ${status}${at}, end-to-end ${e2e_status}`,
  );
}
