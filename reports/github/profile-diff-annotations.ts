import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** What changed most as a notice, and what weakens it. */
export function profileDiffAnnotations({
  headline,
  footnotes,
}: ProfileDiffFacts): readonly Annotation[] {
  const { word, sentence } = headline;
  const level = word === 'completed' ? 'info' : word === 'failed' ? 'error' : 'warning';
  return [
    { level, title: `profile difference: ${word}`, message: sentence, file: null },
    ...footnoteAnnotations(footnotes),
  ];
}
