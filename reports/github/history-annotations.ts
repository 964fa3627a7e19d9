import { type HistoryFacts, isPressing } from '../facts/history/history-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** A warning for each open slow-down. */
export function historyAnnotations({ changes, footnotes }: HistoryFacts): readonly Annotation[] {
  const slower = changes.filter(({ change }) => isPressing(change));
  return [
    ...slower.map(
      ({ scenario, metric, size, since }): Annotation => ({
        level: 'warning',
        title: `slower: ${scenario}`,
        message: `${metric} ${size} ${since}`,
        file: null,
      }),
    ),
    ...footnoteAnnotations(footnotes),
  ];
}
