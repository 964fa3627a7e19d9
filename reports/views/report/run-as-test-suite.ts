import { assertNever } from '../../../harness/model/assert-never.ts';
import type { BudgetFact } from '../../display-facts/run/budget-display-data.ts';
import type { RunFacts } from '../../display-facts/run/single-run-display-data.ts';
import type { Annotation, CheckSuite, SuiteCheck } from '../../format-independent-report-view.ts';
import { joinTexts } from '../../text/sentence-parts.ts';

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

type Result = Pick<SuiteCheck, 'result' | 'type' | 'message' | 'text'>;

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
  const text = joinTexts([...output, remedy ?? ''], '\n');
  return { result: 'error', type: reason, message: `${place}: ${message}`, text };
}

function budgetResult({ outcome, value, distance }: BudgetFact): Result {
  const message = `${value}, ${distance}`;
  switch (outcome) {
    case 'met':
      return { result: 'passed', message };
    case 'missed':
    case 'unmeasured':
      return { result: 'failure', type: 'budget', message };
    case 'inconclusive':
      return { result: 'skipped', type: 'inconclusive', message };
    case 'warned':
      return { result: 'passed', message: `warning: ${message}` };
    default:
      return assertNever(outcome);
  }
}

export function runAnnotations(runs: readonly RunFacts[]): readonly Annotation[] {
  const interrupted = runs.filter(({ outcome }) => outcome === 'interrupted');
  return [
    ...runs.flatMap(failureAnnotations),
    ...interrupted.map(({ scenario, sampling, file }): Annotation => {
      const title = `${scenario}: interrupted`;
      return { level: 'warning', title, message: sampling.sentence, file };
    }),
  ];
}

function failureAnnotations({
  scenario,
  failures,
  budgets,
  file,
}: RunFacts): readonly Annotation[] {
  const open = budgets.filter(({ outcome }) => outcome !== 'met');
  return [
    ...failures.map(({ place, message, output, remedy }): Annotation => {
      const text = joinTexts([`${place}: ${message}`, ...output, remedy ?? ''], '\n');
      return { level: 'error', title: `${scenario} could not be measured`, message: text, file };
    }),
    ...open.map(({ outcome, metric, limit, value, distance }): Annotation => {
      const isBroken = outcome === 'missed' || outcome === 'unmeasured';
      return {
        level: isBroken ? 'error' : 'warning',
        title: `${scenario}: ${outcome === 'inconclusive' ? 'budget inconclusive' : 'budget missed'}`,
        message: `${metric} ${limit}: ${value}, ${distance}`,
        file,
      };
    }),
  ];
}
