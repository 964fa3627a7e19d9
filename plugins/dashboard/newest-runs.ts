import { type Files, records, UserError } from 'perf-harness/plugin';

/** Scenarios that share the part of an identifier which is made of their names are seldom many. */
const ALIKE = 20;
/** Scenarios of which the newest run is read. */
const MOST = 200;

/** Moment, what is left of the scenario's name, and digits that tell two apart. */
const PARTS = /^\d{8}T\d{9}Z-(.*)-[\da-f]+$/u;

/**
 * The newest readable run of each scenario, oldest first. Which run is of which scenario is told by
 * identifiers as far as they can, so that ten thousand records need not be opened.
 * @param ids - Oldest first.
 */
export function newestRuns(
  files: Files,
  ids: readonly string[],
  pathOf: (id: string) => string,
): readonly records.RunRecord[] {
  const groups = Map.groupBy(ids, (id) => PARTS.exec(id)?.[1] ?? id);
  const newest = [...groups.values()].flatMap((group) => {
    const entries = group
      .slice(-ALIKE)
      .map((id) => records.readEntry(files, pathOf(id)))
      .filter(records.isKnown);
    return [...new Map(entries.map((entry) => [entry.scenario, entry])).values()];
  });
  return newest
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(-MOST)
    .flatMap(({ path }) => readable(files, path));
}

function readable(files: Files, path: string): readonly records.RunRecord[] {
  try {
    return [records.readRecord(files, path)];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
