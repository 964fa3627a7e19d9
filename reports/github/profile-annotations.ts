import type { ProfileFacts } from '../facts/profile-facts.ts';
import type { Annotation } from './annotation.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** The hottest function as a notice, and what weakens it. */
export function profileAnnotations({ headline, footnotes }: ProfileFacts): readonly Annotation[] {
  const { word, sentence } = headline;
  const level = word === 'completed' ? 'info' : word === 'failed' ? 'error' : 'warning';
  return [
    { level, title: `profile: ${word}`, message: sentence, file: null },
    ...footnoteAnnotations(footnotes),
  ];
}
