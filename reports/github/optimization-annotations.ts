import type { OptimizationFacts } from '../facts/optimization/optimization-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** What a loop came to as one annotation, and what weakens it. */
export function optimizationAnnotations({
  headline: { word, sentence },
  sure,
  footnotes,
}: OptimizationFacts): readonly Annotation[] {
  const level = word === 'failed' ? 'error' : word === 'blocked' ? 'warning' : 'info';
  return [
    {
      level,
      title: `optimize: ${word.replace('_', ' ')}`,
      message: [sentence, ...(sure === null ? [] : [sure])].join('\n'),
      file: null,
    },
    ...footnoteAnnotations(footnotes),
  ];
}
