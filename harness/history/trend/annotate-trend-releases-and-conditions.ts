import type { Annotation } from '../../model/documents/history-document.ts';
import type { StoredPoint } from '../store/read-metric-series.ts';
import type { CommitOrder } from './parse-git-log-into-commit-positions.ts';

/** Consecutive runs on either side that must agree for a condition to count as changed for good. */
const LASTING = 2;
/** Maximum changes between the same two values, there and back; more count as alternation. */
const MOST_TURNS = 2;

/** Kinds of annotations that may explain a changed level without the code. */
type Kind = Exclude<Annotation['kind'], 'release' | 'note'>;

/** True for a condition of measuring; a release and a note are none. */
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
  return [...changed, ...releases(points, order)].toSorted((a, b) => a.index - b.index);
}

/**
 * Returns the indices of lasting changes. Alternating machines, as in CI, are not a change; a
 * single return to an earlier value is.
 */
function lastingChanges(values: readonly (string | null)[]): readonly number[] {
  const changes: number[] = [];
  for (let index = LASTING; index <= values.length - LASTING; index += 1) {
    const [before, after] = [values[index - 1], values[index]];
    if (before === after) continue;
    const isOld = values.slice(index - LASTING, index).every((value) => value === before);
    const isNew = values.slice(index, index + LASTING).every((value) => value === after);
    if (isOld && isNew && turnsBetween(values, [before, after]) <= MOST_TURNS) changes.push(index);
  }
  return changes;
}

function turnsBetween(
  values: readonly (string | null)[],
  [first, other]: readonly [string | null | undefined, string | null | undefined],
): number {
  return values.filter((value, index) => {
    const before = values[index - 1];
    return (before === first && value === other) || (before === other && value === first);
  }).length;
}

function releases(
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
    // First run of code that contains the release.
    const index = positions.findIndex((own) => own >= position);
    if (index >= 0) found.push({ index, kind: 'release', at, text: names.join(', ') });
  }
  return found;
}
