/** Words further away than this share of their length are no likely slips. */
const FARTHEST_SHARE = 0.4;

/** Returns the closest word, or null; ignores case, dashes, underscores; prefixes are close. */
export function nearestWord(found: string, known: Iterable<string>): string | null {
  const wanted = simplify(found);
  if (wanted === '') return null;
  let best: { readonly word: string; readonly distance: number } | null = null;
  for (const word of known) {
    const distance = slips(wanted, simplify(word));
    if (distance !== null && (best === null || distance < best.distance)) best = { word, distance };
  }
  return best?.word ?? null;
}

/** Returns `' Did you mean "x"?'`, or an empty string if no known word is close. */
export function didYouMean(found: string, known: Iterable<string>): string {
  const nearest = nearestWord(found, known);
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
}

function simplify(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, '');
}

function slips(wanted: string, word: string): number | null {
  if (word === wanted) return 0;
  // Prefixes have a low distance, however much is missing; the same holds in the other direction.
  const shorter = Math.min(wanted.length, word.length);
  if (shorter >= 3 && (word.startsWith(wanted) || wanted.startsWith(word))) return 1;
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, word.length) * FARTHEST_SHARE));
  if (Math.abs(wanted.length - word.length) > allowed) return null;
  const distance = editDistance(wanted, word);
  return distance <= allowed && distance < word.length ? distance : null;
}

/** Restricted Damerau–Levenshtein distance, by dynamic programming over three rows. */
function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
      );
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** Returns a table's own entry for a user's word, perhaps a name every object inherits. */
export function getOwnProperty<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
