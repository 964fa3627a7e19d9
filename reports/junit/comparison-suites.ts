import { assertNever } from '../../harness/model/assert-never.ts';
import type { ComparisonReport } from '../../harness/model/document.ts';
import type { ComparisonFact, ComparisonFacts } from '../facts/comparison-facts.ts';
import { type JunitSuite, junitCase, type TestCase } from './suite.ts';

/** A comparison as suites: a scenario each, with a case for each metric. */
export function comparisonSuites(facts: ComparisonFacts): readonly JunitSuite[] {
  const scenarios = Map.groupBy(facts.comparisons, ({ scenario }) => scenario);
  return [...scenarios].map(([name, comparisons]) => ({
    name,
    file: null,
    startedAt: null,
    hostname: null,
    properties: [
      ['base', facts.base],
      ['head', facts.head],
    ],
    cases: comparisons.map((one) => comparisonCase(one, facts.headline.word)),
    elapsedMs: 0,
  }));
}

/**
 * What is not known is skipped. A regression fails its case, and what cannot be compared is an
 * error, only where the verdict over the whole says the same: a report must not be redder than the
 * exit code.
 */
function comparisonCase(fact: ComparisonFact, whole: ComparisonReport['verdict']): TestCase {
  const { scenario, metric, base, head, change, interval, verdict, explanation } = fact;
  const common = { name: metric, className: scenario, timeMs: 0 };
  const range = interval === '' ? '' : ` (${interval})`;
  const why = explanation === '' ? '' : `; ${explanation}`;
  const message = `${verdict}: ${base} to ${head}, ${change}${range}${why}`;
  switch (verdict) {
    case 'improved':
    case 'unchanged':
      return junitCase({ ...common, result: 'passed', text: message });
    case 'regressed':
      return whole === 'fail'
        ? junitCase({ ...common, result: 'failure', type: 'regression', message })
        : junitCase({ ...common, result: 'skipped', message });
    case 'inconclusive':
      return junitCase({ ...common, result: 'skipped', message });
    case 'incomparable':
      return whole === 'incomparable'
        ? junitCase({ ...common, result: 'error', type: 'incomparable', message })
        : junitCase({ ...common, result: 'skipped', message });
    default:
      return assertNever(verdict);
  }
}
