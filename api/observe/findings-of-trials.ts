import type { Finding } from '../../harness/model/finding.ts';
import type { TakenProfile } from '../../harness/model/program/profiler.ts';

/** What the tool said, each once, with the trials that it said it of where those are not all. */
export function findingsOfTrials(
  profiles: readonly Pick<TakenProfile, 'findings'>[],
): readonly Finding[] {
  const told = Map.groupBy(
    profiles.flatMap(({ findings = [] }) => findings),
    ({ id, message }) => `${id}\0${message}`,
  );
  return [...told.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const count = 1 + others.length;
    if (count === profiles.length) return [first];
    return [{ ...first, message: `${first.message} (${count} of ${profiles.length} trials)` }];
  });
}
