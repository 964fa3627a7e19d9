import type { Annotation } from '../../model/documents/history-document.ts';
import type { StoredPoint } from '../store/read-metric-series.ts';
import type { CommitOrder } from './parse-git-log-into-commit-positions.ts';

/** Number of consecutive runs before and after a lasting change that must agree. */
const MIN_LASTING_RUNS = 2;
/** Maximum number of changes between two values in either direction; more are an alternation. */
const MAX_SWITCHES = 2;

/** Kinds of annotations that may explain a changed level without the code. */
type Kind = Exclude<Annotation['kind'], 'release' | 'note'>;

/** True for a change of a measurement condition, rather than a release or a note. */
export function isConditionChange(
  annotation: Annotation,
): annotation is Annotation & { readonly kind: Kind } {
  return annotation.kind !== 'release' && annotation.kind !== 'note';
}

const CONDITIONS: readonly (readonly [Kind, (point: StoredPoint) => string | null, string])[] = [
  ['machine', ({ machine }) => machine, 'machine'],
  ['node', ({ node }) => node, 'Node.js'],
  ['harness', ({ harness, tool }) => harness ?? tool, 'perf-harness'],
  ['settings', ({ settings }) => settings, 'settings'],
];

/** Annotates releases, and points of lasting change in machine, Node.js, perf-harness, settings. */
export function annotateTrend(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): readonly Annotation[] {
  const changed = CONDITIONS.flatMap(([kind, conditionOf, name]) =>
    lastingChanges(points.map(conditionOf)).map((index): Annotation => {
      const titleOf = (point: StoredPoint | undefined): string => {
        if (point === undefined) return 'unknown';
        if (kind === 'machine') return point.machineTitle ?? 'unknown';
        return conditionOf(point) ?? 'unknown';
      };
      const text =
        kind === 'settings'
          ? 'different scenario settings'
          : `${name} ${titleOf(points[index])}, before ${titleOf(points[index - 1])}`;
      return { index, kind, text };
    }),
  );
  return [...changed, ...annotateReleases(points, order)].toSorted((a, b) => a.index - b.index);
}

/**
 * Returns the indices of lasting changes. Alternating machines, as in CI, are not a change; a
 * single return to an earlier value is.
 */
function lastingChanges(values: readonly (string | null)[]): readonly number[] {
  const changes: number[] = [];
  for (let index = MIN_LASTING_RUNS; index <= values.length - MIN_LASTING_RUNS; index += 1) {
    const [before, after] = [values[index - 1], values[index]];
    if (before === after) continue;
    const isOld = values.slice(index - MIN_LASTING_RUNS, index).every((value) => value === before);
    const isNew = values.slice(index, index + MIN_LASTING_RUNS).every((value) => value === after);
    if (isOld && isNew && countSwitches(values, [before, after]) <= MAX_SWITCHES)
      changes.push(index);
  }
  return changes;
}

function countSwitches(
  values: readonly (string | null)[],
  [first, other]: readonly [string | null | undefined, string | null | undefined],
): number {
  return values.filter((value, index) => {
    const before = values[index - 1];
    return (before === first && value === other) || (before === other && value === first);
  }).length;
}

function annotateReleases(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): readonly Annotation[] {
  if (order === null) return [];
  const found: Annotation[] = [];
  const tagged = [...order.values()].filter(({ releases: names }) => names.length > 0);
  const positions = points.map(({ commit }) => order.get(commit ?? '')?.position ?? -1);
  const first = positions.find((own) => own >= 0) ?? 0;
  for (const { position, committedAt: at, releases: names } of tagged) {
    // Releases before the first measurement do not belong to the trend.
    if (position < first) continue;
    // The first run whose code contains the release.
    const index = positions.findIndex((own) => own >= position);
    if (index >= 0) found.push({ index, kind: 'release', at, text: names.join(', ') });
  }
  return found;
}
