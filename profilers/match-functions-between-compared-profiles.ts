import type { ProfiledFunction } from '../harness/model/program/profile.ts';
import { createFunctionKey } from './profile-builder.ts';

/** Share of common function names from which a file counts as the renamed version of another. */
const MIN_SIMILARITY = 0.5;

/**
 * Matches the functions of base and head. A file has to have the same path on both.
 *
 * Functions with the same name and file match; lines are left out, since they move when code above
 * them changes. Of several functions with one name in a file, and of those without a name, the
 * order in the file decides, together with what has stayed at its place. Functions left over in a
 * file that only one side has are searched in the files that only the other side has: a file was
 * renamed if half of its names are the same.
 * @returns Keys of the base's functions by those of the head's.
 */
export function matchFunctionsAcrossSides(
  base: readonly ProfiledFunction[],
  head: readonly ProfiledFunction[],
): ReadonlyMap<string, string> {
  const matched = new Map<string, string>();
  matchByName(base, head, identityOf, matched);
  const renamed = renamedFiles(base, head, matched);
  if (renamed.size === 0) return matched;
  const matchedBaseKeys = new Set(matched.values());
  const unmatchedBase = base.filter(
    (profiledFunction) => !matchedBaseKeys.has(createFunctionKey(profiledFunction)),
  );
  const unmatchedHead = head.filter(
    (profiledFunction) => !matched.has(createFunctionKey(profiledFunction)),
  );
  const fileOf = ({ file }: ProfiledFunction): string | null =>
    file === null ? null : (renamed.get(file) ?? file);
  matchByName(
    unmatchedBase,
    unmatchedHead,
    (profiledFunction) => identityOf({ ...profiledFunction, file: fileOf(profiledFunction) }),
    matched,
  );
  return matched;
}

function matchByName(
  base: readonly ProfiledFunction[],
  head: readonly ProfiledFunction[],
  nameOf: (profiledFunction: ProfiledFunction) => string,
  matched: Map<string, string>,
): void {
  const heads = Map.groupBy(head, nameOf);
  for (const [name, bases] of Map.groupBy(base, nameOf)) {
    const [baseMembers, headMembers] = [
      bases.toSorted(byLocation),
      (heads.get(name) ?? []).toSorted(byLocation),
    ];
    for (const [baseFunction, headFunction] of alignInOrder(baseMembers, headMembers, distanceOf)) {
      matched.set(createFunctionKey(headFunction), createFunctionKey(baseFunction));
    }
  }
}

function identityOf({ name, owner, file }: ProfiledFunction): string {
  return [name, owner, file ?? ''].join('\0');
}

function byLocation(a: ProfiledFunction, b: ProfiledFunction): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** Distance of functions: an unchanged one keeps its position, one below a change its indent. */
function distanceOf(profiledFunction: ProfiledFunction, other: ProfiledFunction): number {
  if (profiledFunction.column !== other.column) return 3;
  return profiledFunction.line === other.line ? 0 : 1;
}

function renamedFiles(
  base: readonly ProfiledFunction[],
  head: readonly ProfiledFunction[],
  matched: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const matchedBaseKeys = new Set(matched.values());
  const filesOnlyInBase = namesByFile(base, (profiledFunction) =>
    matchedBaseKeys.has(createFunctionKey(profiledFunction)),
  );
  const filesOnlyInHead = namesByFile(head, (profiledFunction) =>
    matched.has(createFunctionKey(profiledFunction)),
  );
  const pairs = [...filesOnlyInHead].flatMap(([to, names]) =>
    [...filesOnlyInBase].map(([from, others]) => ({
      to,
      from,
      similarity: jaccardIndex(names, others),
    })),
  );
  const renamed = new Map<string, string>();
  const usedBaseFiles = new Set<string>();
  for (const { to, from, similarity } of pairs.sort((a, b) => b.similarity - a.similarity)) {
    if (similarity < MIN_SIMILARITY || renamed.has(to) || usedBaseFiles.has(from)) continue;
    renamed.set(to, from);
    usedBaseFiles.add(from);
  }
  return renamed;
}

/** Names of the functions of each file of which no function is known on the other side. */
function namesByFile(
  functions: readonly ProfiledFunction[],
  isKnown: (profiledFunction: ProfiledFunction) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const files = Map.groupBy(functions, ({ file }) => file ?? '');
  files.delete('');
  return new Map(
    [...files]
      .filter(([, members]) => !members.some(isKnown))
      .map(([file, members]) => [file, new Set(members.map(({ name }) => name))] as const),
  );
}

/** Share of common names among all names (Jaccard index); `(anonymous)` alone is no match. */
function jaccardIndex(names: ReadonlySet<string>, others: ReadonlySet<string>): number {
  const common = [...names].filter((name) => others.has(name));
  if (common.every((name) => name === '(anonymous)')) return 0;
  return common.length / (names.size + others.size - common.length);
}

/** Cost of leaving an element unmatched: two of them exceed the worst match. */
const GAP_COST = 2;
/** Most functions for the table, which takes much memory; larger groups are matched in order. */
const MAX_ALIGNED = 1_000;

/** Cheapest pairing in order (Needleman, Wunsch, J. Mol. Biol. 48, 1970). @param distance - 0-3. */
export function alignInOrder<T>(
  base: readonly T[],
  head: readonly T[],
  distance: (baseMember: T, headMember: T) => number,
): readonly (readonly [T, T])[] {
  if (base.length === 0 || head.length === 0) return [];
  if (base.length > MAX_ALIGNED || head.length > MAX_ALIGNED) {
    return base.slice(0, head.length).map((baseMember, index) => [baseMember, head[index] as T]);
  }
  const width = head.length + 1;
  const costs = new Float64Array((base.length + 1) * width);
  const costAt = (row: number, column: number): number => costs[row * width + column] ?? 0;
  /** Cost if the last two elements are matched with each other. */
  const matchCost = (row: number, column: number): number =>
    costAt(row - 1, column - 1) + distance(base[row - 1] as T, head[column - 1] as T);
  for (let row = 0; row <= base.length; row += 1) {
    for (let column = 0; column <= head.length; column += 1) {
      costs[row * width + column] =
        row === 0 || column === 0
          ? GAP_COST * (row + column)
          : Math.min(
              matchCost(row, column),
              costAt(row - 1, column) + GAP_COST,
              costAt(row, column - 1) + GAP_COST,
            );
    }
  }
  const pairs: (readonly [T, T])[] = [];
  let [row, column] = [base.length, head.length];
  while (row > 0 && column > 0) {
    if (costAt(row, column) === matchCost(row, column)) {
      row -= 1;
      column -= 1;
      pairs.push([base[row] as T, head[column] as T]);
    } else if (costAt(row, column) === costAt(row - 1, column) + GAP_COST) {
      row -= 1;
    } else {
      column -= 1;
    }
  }
  return pairs.reverse();
}
