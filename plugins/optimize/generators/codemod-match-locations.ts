import type { CodemodMatch } from './codemod.ts';

/** Formats the functions around a match, innermost first: `inner<outer`; empty at module level. */
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
 * Selects the matches in a file that places refer to: those on the line in the functions, or, if an
 * earlier change has moved lines, those in the same functions.
 *
 * @param places - `src/users.ts:14`, optionally with the enclosing functions after `#`. An empty
 * list selects all matches.
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
