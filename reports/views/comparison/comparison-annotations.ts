import type { ComparisonFacts } from '../../facts/comparison/comparison-facts.ts';
import { culpritSource } from '../../facts/comparison/culprit-source.ts';
import type { Annotation } from '../../view.ts';

/** Verdicts that nobody has to look at. */
const PASSING: ReadonlySet<string> = new Set(['unchanged', 'same inputs', 'improved']);

/**
 * What is wrong with a comparison, of what is gated. Errors only where its verdict says so as a
 * whole.
 */
export function comparisonAnnotations(facts: ComparisonFacts): readonly Annotation[] {
  const { scenarios, headline } = facts;
  return scenarios.flatMap(({ gated, explanation, reproduce, file }) =>
    gated.flatMap((one): readonly Annotation[] => {
      const { verdict, scenario, metric, line, explanation: reason, modes } = one;
      if (PASSING.has(verdict)) return [];
      const why = explanation === null || verdict !== 'regressed' ? '' : explanation.sentence;
      const again = reproduce === null ? '' : `reproduce: ${reproduce}`;
      return [
        {
          level: verdict === 'regressed' && headline.word === 'fail' ? 'error' : 'warning',
          title: `${scenario}: ${metric} ${verdict}`,
          message: [line, reason, modes, why, again].filter((part) => part !== '').join('\n'),
          file,
          ...(verdict === 'regressed' && culpritSource(explanation)),
        },
      ];
    }),
  );
}
