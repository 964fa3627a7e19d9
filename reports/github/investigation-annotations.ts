import type { InvestigationFacts } from '../facts/investigation/investigation-facts.ts';
import type { Annotation } from './annotation.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** An error at the established cause, a warning at the most supported one where none is. */
export function investigationAnnotations({
  headline,
  causes,
  footnotes,
}: InvestigationFacts): readonly Annotation[] {
  const [best] = causes;
  return [
    ...(best === undefined
      ? []
      : [
          {
            level: headline.word === 'established' ? ('error' as const) : ('warning' as const),
            title: headline.word,
            message: best.title,
            file: null,
          },
        ]),
    ...footnoteAnnotations(footnotes),
  ];
}
