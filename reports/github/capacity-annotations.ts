import type { CapacityFacts } from '../facts/capacity/capacity-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** The answer as a notice, and what weakens it. */
export function capacityAnnotations({ headline, footnotes }: CapacityFacts): readonly Annotation[] {
  const { word, sentence } = headline;
  const isError = word === 'none-kept' || word === 'failed' || word === 'blocked';
  return [
    {
      level: isError ? 'error' : word === 'found' ? 'info' : 'warning',
      title: `capacity: ${word}`,
      message: sentence,
      file: null,
    },
    ...footnoteAnnotations(footnotes),
  ];
}
