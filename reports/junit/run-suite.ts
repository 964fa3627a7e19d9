import { assertNever } from '../../harness/model/assert-never.ts';
import type { BudgetFact } from '../facts/run/budget-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import { type JunitSuite, junitCase, type TestCase } from './suite.ts';

/** A run as a suite: whether it was measured, and a case for each budget. */
export function runSuite(facts: RunFacts): JunitSuite {
  const { scenario, file, metrics, sampling, run } = facts;
  return {
    name: scenario,
    file,
    startedAt: run.startedAt,
    hostname: run.environment?.machine.hostname ?? null,
    properties: [
      ['record', facts.id],
      ...(run.environment === null ? [] : ([['node', run.environment.runtime.node]] as const)),
      ...metrics.map(({ name, text, summary }): readonly [string, string] => [
        name,
        `${text}, n ${summary.n}`,
      ]),
    ],
    cases: [measuredCase(facts), ...facts.budgets.map((budget) => budgetCase(scenario, budget))],
    elapsedMs: sampling.elapsedMs,
  };
}

function measuredCase({ scenario, outcome, failures, sampling, run }: RunFacts): TestCase {
  const common = { name: 'was measured', className: scenario, timeMs: sampling.elapsedMs };
  const [failure] = failures;
  if (outcome === 'interrupted') {
    return junitCase({
      ...common,
      result: 'skipped',
      type: 'interrupted',
      message: sampling.sentence,
    });
  }
  if (outcome !== 'failed') return junitCase({ ...common, result: 'passed' });
  if (failure === undefined) {
    const errors = run.findings.filter(({ level }) => level === 'error');
    const message = errors.map((finding) => finding.message).join('; ');
    return junitCase({ ...common, result: 'error', type: 'blocked', message });
  }
  const { place, reason, message, remedy, output } = failure;
  return junitCase({
    ...common,
    result: 'error',
    type: reason,
    message: `${place}: ${message}`,
    text: [...output, ...(remedy === null ? [] : [remedy])].join('\n'),
  });
}

function budgetCase(className: string, budget: BudgetFact): TestCase {
  const { metric, limit, outcome, value, distance } = budget;
  const common = { name: `${metric} ${limit}`, className, timeMs: 0 };
  const message = `${value}, ${distance}`;
  switch (outcome) {
    case 'kept':
      return junitCase({ ...common, result: 'passed', text: message });
    case 'broken':
    case 'unmeasured':
      return junitCase({ ...common, result: 'failure', type: 'budget', message });
    case 'unsure':
      return junitCase({ ...common, result: 'skipped', type: 'inconclusive', message });
    case 'warned':
      return junitCase({ ...common, result: 'passed', text: `warning: ${message}` });
    default:
      return assertNever(outcome);
  }
}
