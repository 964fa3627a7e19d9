import type { ProfileReport } from '../../harness/model/profile-document.ts';
import type { ProfileFacts } from '../facts/profile-facts.ts';
import { factLine } from './fact-line.ts';

/** A profile, one fact a line. */
export function profileFactLines(
  facts: ProfileFacts,
  document: ProfileReport,
  next: readonly string[],
): readonly string[] {
  const { state, scenario, tool, trials, samples, busy, unit, idle, overhead, seed } = document;
  return [
    factLine('profile', {
      schema: document.schema,
      state,
      scenario,
      tool,
      trials,
      samples,
      busy,
      unit,
      idle: idle?.median ?? null,
      seed,
    }),
    factLine('summary', { outcome: state, text: facts.headline.sentence }),
    ...next,
    ...facts.spots.map(({ name, place, owner, lines, spot }, index) =>
      factLine('hotspot', {
        place: index + 1,
        function: name,
        where: place === '' ? null : place,
        owner,
        self: spot.self.median,
        self_low: spot.self.low,
        self_high: spot.self.high,
        total: spot.total.median,
        lines: lines === '' ? null : lines,
      }),
    ),
    ...document.owners.map(({ owner, package: name, share }) =>
      factLine('owner', { owner, package: name, share: share.median }),
    ),
    ...(overhead === null
      ? []
      : [
          factLine('overhead', {
            metric: overhead.metric,
            ratio: overhead.ratio,
            low: overhead.low,
            high: overhead.high,
            pairs: overhead.pairs,
          }),
        ]),
  ];
}
