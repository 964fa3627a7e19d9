import type { PatchFacts } from '../facts/patch/patch-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** What speaks against a patch as errors, what nobody knows of it as warnings. */
export function patchAnnotations({ rows, footnotes }: PatchFacts): readonly Annotation[] {
  return [
    ...rows
      .filter(({ standing }) => standing !== 'good')
      .map(
        ({ id, name, standing, text }): Annotation => ({
          level: standing === 'bad' ? 'error' : 'warning',
          title: `patch: ${id}`,
          message: `${name}: ${text}`,
          file: null,
        }),
      ),
    ...footnoteAnnotations(footnotes),
  ];
}
