import type { BisectFacts } from '../facts/bisect/bisect-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** The answer as a notice, and what weakens it. */
export function bisectAnnotations({ headline, footnotes }: BisectFacts): readonly Annotation[] {
  const isAnswered = ['found', 'range', 'ends-alike'].includes(headline.word);
  return [
    {
      level: isAnswered ? 'info' : 'warning',
      title: `bisect: ${headline.word}`,
      message: headline.sentence,
      file: null,
    },
    ...footnoteAnnotations(footnotes),
  ];
}
