import { assertNever } from '../../harness/model/assert-never.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts, ScenarioFact } from '../facts/comparison/comparison-facts.ts';
import { sideRuns } from '../facts/comparison/pair-facts.ts';
import { type JunitSuite, junitCase, type TestCase } from './suite.ts';

/** A comparison as suites: a scenario each, with a case for each metric, the gated ones first. */
export function comparisonSuites(
  facts: ComparisonFacts,
  { runs }: Pick<ComparisonReport, 'runs'>,
): readonly JunitSuite[] {
  const sides = sideRuns(runs);
  return facts.scenarios.map((fact) => {
    const both = sides.get(fact.gated[0]?.comparison.scenario ?? fact.scenario);
    const trials = both === undefined ? [] : [...both.base.trials, ...both.head.trials];
    return {
      name: fact.scenario,
      file: both?.head.file ?? null,
      startedAt: both?.base.startedAt ?? null,
      hostname: both?.base.environment?.machine.hostname ?? null,
      properties: properties(facts, fact),
      cases: [...fact.gated, ...fact.others].map((one) =>
        comparisonCase(one, facts.headline.word, fact.reproduce),
      ),
      elapsedMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
    };
  });
}

function properties(
  { base, head, decided }: ComparisonFacts,
  { floor, reproduce }: ScenarioFact,
): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string])[] = [
    ['base', base],
    ['head', head],
    ['floor', floor],
    ['decided', decided.join(' ')],
    ['reproduce', reproduce ?? ''],
  ];
  return all.filter(([, value]) => value !== '');
}

/**
 * What is not known is skipped, and so is a change of what is not gated. A regression fails its
 * case, and what cannot be compared is an error, only where the verdict over the whole says the
 * same: a report must not be redder than the exit code.
 */
function comparisonCase(
  fact: ComparisonFact,
  whole: ComparisonReport['verdict'],
  reproduce: string | null,
): TestCase {
  const { scenario, metric, base, head, verdict, comparison } = fact;
  const common = { name: metric, className: scenario, timeMs: 0 };
  const details = [fact.explanation, fact.modes].filter((part) => part !== '');
  const note = comparison.gated ? '' : 'not gated; ';
  const isMeasured = verdict !== 'incomparable' && verdict !== 'same inputs';
  const values = !isMeasured ? '' : `; ${base} to ${head}`;
  const message = [`${note}${fact.line}${values}`, ...details].join('; ');
  const text = reproduce === null ? '' : `${message}\nreproduce: ${reproduce}`;
  switch (verdict) {
    case 'improved':
    case 'unchanged':
    case 'same inputs':
      return junitCase({ ...common, result: 'passed', text: message });
    case 'regressed':
      return whole === 'fail' && comparison.gated
        ? junitCase({ ...common, result: 'failure', type: 'regression', message, text })
        : junitCase({ ...common, result: 'skipped', message });
    case 'inconclusive':
      return junitCase({ ...common, result: 'skipped', message });
    case 'incomparable':
      return whole === 'incomparable' && comparison.gated
        ? junitCase({ ...common, result: 'error', type: 'incomparable', message, text })
        : junitCase({ ...common, result: 'skipped', message });
    default:
      return assertNever(verdict);
  }
}
