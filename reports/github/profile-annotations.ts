import type { MapFacts } from '../facts/profile/map-facts.ts';
import type { ProfileFacts } from '../facts/profile/profile-facts.ts';
import type { Annotation } from '../view.ts';
import { footnoteAnnotations } from './footnote-annotations.ts';

/** What leads the report as a notice, the first bottleneck at its place, and what weakens them. */
export function profileAnnotations({
  headline,
  map,
  footnotes,
}: ProfileFacts): readonly Annotation[] {
  const { word, sentence } = headline;
  const level = word === 'completed' ? 'info' : word === 'failed' ? 'error' : 'warning';
  return [
    { level, title: `profile: ${word}`, message: sentence, file: null },
    ...(map === null ? [] : bottleneckAnnotations(map)),
    ...footnoteAnnotations(footnotes),
  ];
}

/** A file outside of the project, or in a package, is none of the repository. */
function bottleneckAnnotations({ bottlenecks: [first], advice }: MapFacts): readonly Annotation[] {
  const place = /^(?![/\\]|[a-z]+:|.*node_modules)(.+):(\d+)$/i.exec(
    first?.bottleneck.location ?? '',
  );
  if (first === undefined || place === null) return [];
  const [, file = '', line] = place;
  const title = `${first.bottleneck.priority} bottleneck: ${first.bottleneck.type}`;
  const message = `${first.detail} ${advice ?? ''}`.trim();
  return [{ level: 'warning', title, message, file, line: Number(line) }];
}
