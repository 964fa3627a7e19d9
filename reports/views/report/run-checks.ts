import { assertNever } from '../../../harness/model/assert-never.ts';
import type { BudgetFact } from '../../facts/run/budget-facts.ts';
import type { RunFacts } from '../../facts/run/run-facts.ts';
import type { Annotation, Check, CheckSuite } from '../../view.ts';

/** A run as a suite: whether it was measured, and a check for each budget. */
export function runSuite(facts: RunFacts): CheckSuite {
  const { scenario, file, metrics, sampling, run } = facts;
  const { environment, startedAt } = run;
  return {
    name: scenario,
    file,
    startedAt,
    hostname: environment?.machine.hostname ?? null,
    properties: [
      ['record', facts.id],
      ...(environment === null ? [] : ([['node', environment.runtime.node]] as const)),
      ...metrics.map(({ name, text, summary }) => [name, `${text}, n ${summary.n}`] as const),
    ],
    checks: [
      {
        name: 'was measured',
        group: scenario,
        elapsedMs: sampling.elapsedMs,
        ...measuredResult(facts),
      },
      ...facts.budgets.map((budget) => ({
        name: `${budget.metric} ${budget.limit}`,
        group: scenario,
        ...budgetResult(budget),
      })),
    ],
  };
}

type Result = Pick<Check, 'result' | 'type' | 'message' | 'text'>;

function measuredResult({ outcome, failures, sampling, run }: RunFacts): Result {
  const [failure] = failures;
  if (outcome === 'interrupted') {
    return { result: 'skipped', type: 'interrupted', message: sampling.sentence };
  }
  if (outcome !== 'failed') return { result: 'passed', message: '' };
  if (failure === undefined) {
    const errors = run.findings.filter(({ level }) => level === 'error');
    const message = errors.map((finding) => finding.message).join('; ');
    return { result: 'error', type: 'blocked', message };
  }
  const { place, reason, message, remedy, output } = failure;
  return {
    result: 'error',
    type: reason,
    message: `${place}: ${message}`,
    text: [...output, ...(remedy === null ? [] : [remedy])].join('\n'),
  };
}

function budgetResult({ outcome, value, distance }: BudgetFact): Result {
  const message = `${value}, ${distance}`;
  switch (outcome) {
    case 'kept':
      return { result: 'passed', message };
    case 'broken':
    case 'unmeasured':
      return { result: 'failure', type: 'budget', message };
    case 'unsure':
      return { result: 'skipped', type: 'inconclusive', message };
    case 'warned':
      return { result: 'passed', message: `warning: ${message}` };
    default:
      return assertNever(outcome);
  }
}

/** Failures and broken budgets, then interruptions. */
export function runAnnotations(runs: readonly RunFacts[]): readonly Annotation[] {
  return [...runs.flatMap(failureAnnotations), ...runs.flatMap(interruption)];
}

function failureAnnotations({
  scenario,
  failures,
  budgets,
  file,
}: RunFacts): readonly Annotation[] {
  return [
    ...failures.map(
      ({ place, message, output, remedy }): Annotation => ({
        level: 'error',
        title: `${scenario} could not be measured`,
        message: [`${place}: ${message}`, ...output, ...(remedy === null ? [] : [remedy])].join(
          '\n',
        ),
        file,
      }),
    ),
    ...budgets
      .filter(({ outcome }) => outcome !== 'kept')
      .map(
        ({ outcome, metric, limit, value, distance }): Annotation => ({
          level: outcome === 'broken' || outcome === 'unmeasured' ? 'error' : 'warning',
          title: `${scenario}: ${outcome === 'unsure' ? 'budget undecided' : 'budget broken'}`,
          message: `${metric} ${limit}: ${value}, ${distance}`,
          file,
        }),
      ),
  ];
}

function interruption({ outcome, scenario, sampling, file }: RunFacts): readonly Annotation[] {
  if (outcome !== 'interrupted') return [];
  return [
    { level: 'warning', title: `${scenario}: interrupted`, message: sampling.sentence, file },
  ];
}
