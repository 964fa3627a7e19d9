import type { CodemodMatch } from './codemod.ts';

/** Functions around a match, the innermost first: `inner<outer`; empty: the module itself. */
export function formatEnclosingFunctions({ within }: Pick<CodemodMatch, 'within'>): string {
  return within.join('<');
}

/** `src/users.ts:14` to `src/users.ts:14#inner<outer`, as `isWanted` reads it. */
export function formatLocations(
  places: readonly string[],
  within: readonly string[] = [],
): readonly string[] {
  return places.map((place, index) => {
    const functions = within[index];
    return functions === undefined ? place : `${place}#${functions}`;
  });
}

/**
 * Chooses the matches in a file that are meant by places: those on its line in its functions; where
 * there is none, because a change before has moved lines, those in the same functions.
 *
 * @param places - `src/users.ts:14`, or with the functions around it behind `#`. None: all are meant.
 */
export function selectMatches<T extends CodemodMatch>(
  path: string,
  matches: readonly T[],
  places: readonly string[],
): readonly T[] {
  if (places.length === 0) return matches;
  const wanted = new Set<T>();
  for (const place of places) {
    const [, file, line, functions] = /^(.*?):(\d+)(?:#(.*))?$/su.exec(place) ?? [];
    if (file !== path) continue;
    const near = matches.filter(
      (match) => functions === undefined || formatEnclosingFunctions(match) === functions,
    );
    const exact = near.filter((match) => match.line === Number(line));
    const moved = functions === undefined ? [] : near;
    for (const match of exact.length > 0 ? exact : moved) wanted.add(match);
  }
  return matches.filter((match) => wanted.has(match));
}
