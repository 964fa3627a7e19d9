import { assertNever } from '../../../harness/model/assert-never.ts';
import type { ComparisonReport } from '../../../harness/model/documents/document.ts';
import type { ComparisonFact } from '../../facts/comparison/comparison-fact.ts';
import type { ComparisonFacts, ScenarioFact } from '../../facts/comparison/comparison-facts.ts';
import { sideRuns } from '../../facts/comparison/pair-facts.ts';
import type { Check, CheckSuite } from '../../view.ts';

/** A comparison as suites: a scenario each, with a check for each metric, the gated ones first. */
export function comparisonSuites(
  facts: ComparisonFacts,
  { runs }: Pick<ComparisonReport, 'runs'>,
): readonly CheckSuite[] {
  const sides = sideRuns(runs);
  return facts.scenarios.map((fact) => {
    const both = sides.get(fact.gated[0]?.comparison.scenario ?? fact.scenario);
    const trials = both === undefined ? [] : [...both.base.trials, ...both.head.trials];
    return {
      name: fact.scenario,
      file: both?.head.file ?? null,
      startedAt: both?.base.startedAt ?? null,
      hostname: both?.base.environment?.machine.hostname ?? null,
      properties: propertiesOf(facts, fact),
      checks: [...fact.gated, ...fact.others].map((comparison) => ({
        name: comparison.metric,
        group: comparison.scenario,
        ...resultOf(comparison, facts.headline.word, fact.reproduce),
      })),
      elapsedMs: trials.reduce((sum, { durationMs }) => sum + durationMs, 0),
    };
  });
}

function propertiesOf(
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
 * Unknown metrics are skipped, and so are changes of metrics that are not gated. A regression fails,
 * and an incomparable metric is an error, only where the verdict over the whole says the same: a
 * report must not be redder than the exit code.
 */
function resultOf(
  fact: ComparisonFact,
  whole: ComparisonReport['verdict'],
  reproduce: string | null,
): Pick<Check, 'result' | 'type' | 'message' | 'text'> {
  const { base, head, verdict, comparison } = fact;
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
      return { result: 'passed', message };
    case 'regressed':
      return whole === 'fail' && comparison.gated
        ? { result: 'failure', type: 'regression', message, text }
        : { result: 'skipped', message };
    case 'inconclusive':
      return { result: 'skipped', message };
    case 'incomparable':
      return whole === 'incomparable' && comparison.gated
        ? { result: 'error', type: 'incomparable', message, text }
        : { result: 'skipped', message };
    default:
      return assertNever(verdict);
  }
}
