import type { ComparisonFacts } from '../facts/comparison/comparison-facts.ts';
import type { Annotation } from '../view.ts';
import { culpritSource } from './culprit-source.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** Verdicts that nobody has to look at. */
const PASSING: ReadonlySet<string> = new Set(['unchanged', 'same inputs', 'improved']);

/**
 * What is wrong with a comparison, of what is gated. Errors only where its verdict says so as a
 * whole.
 */
export function comparisonAnnotations(facts: ComparisonFacts): readonly Annotation[] {
  const { scenarios, footnotes, headline } = facts;
  const changes = scenarios.flatMap(({ gated, explanation, reproduce, file }) =>
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
  return [...changes, ...footnoteAnnotations(footnotes, true)];
}
