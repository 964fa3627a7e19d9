import type { LoadedTexts, ProfiledFunction } from '../harness/model/program/profile.ts';
import type { SourceFiles } from './source-map-file.ts';

/** Files whose text V8 rarely runs as it is. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/u;

/**
 * The executed text of a file: the program's, the file's or our loader's, by where functions begin.
 * null: unknown.
 */
export function findExecutedText(
  file: string,
  functions: readonly ProfiledFunction[],
  { read, readLoaded = read }: SourceFiles,
  texts: LoadedTexts,
): string | null {
  if (texts.has(file)) return texts.get(file) ?? null;
  const held = read(file);
  // The source map of a built file shows if it is the executed one.
  if (held === null || !TYPED.test(file)) return held ?? '';
  const fits = doPlacesMatch(held, functions);
  if (fits === true) return held;
  const loaded = readLoaded(file) ?? held;
  if (doPlacesMatch(loaded, functions) !== false) return loaded;
  return fits === null ? held : null;
}

/** True where places in an executed text are places in its file. */
export function matchesSourcePlaces(
  text: string,
  held: string | null,
  functions: readonly ProfiledFunction[],
): boolean {
  return (
    held === null ||
    text === held ||
    isBlanked(text, held) ||
    doPlacesMatch(held, functions) === true
  );
}

type NamedPlace = Pick<ProfiledFunction, 'name' | 'line' | 'column'>;

/** Share of functions that may stand elsewhere: V8 names some by what they are assigned to. */
const MOST_MISPLACED = 1 / 3;
/** Words that stand before the parameters of a function without being its name. */
const KEYWORDS =
  /^(?:async|await|case|constructor|default|delete|else|function|get|in|new|of|return|set|static|typeof|void|yield)$/u;
/** Beginnings of functions that do not begin with their parameters. */
const BEGINNING = /^(?:(?:async|class|function|get|set|static)\b|[\w$]+\s*=>|['"`[*])/u;

/**
 * Returns true if functions begin at a profile's places in a text; null: no function can decide it.
 */
export function doPlacesMatch(text: string, functions: Iterable<NamedPlace>): boolean | null {
  const lines = text.split('\n');
  let [seen, misplaced] = [0, 0];
  for (const { name, line, column } of functions) {
    if (line === null || column === null) continue;
    const row = lines[line - 1];
    if (row === undefined || column > row.length + 1) return false;
    // The module itself, and what V8 makes of the fields of a class.
    if ((line === 1 && column === 1) || name.startsWith('<')) continue;
    seen += 1;
    if (!beginsAt(row, column - 1, name)) misplaced += 1;
  }
  return seen === 0 ? null : misplaced <= seen * MOST_MISPLACED;
}

function beginsAt(row: string, at: number, name: string): boolean {
  const ownName = name.split(/[. ]/u).at(-1) ?? '';
  const rest = row.slice(at);
  if (!rest.startsWith('(')) {
    return BEGINNING.test(rest) || /^#?[\w$]+(?=\s*[(<])/u.exec(rest)?.[0] === ownName;
  }
  const before = /(?<word>#?[\w$]+)\s*(?:<.*>)?\s*$/u.exec(row.slice(0, at))?.groups?.word;
  return before === undefined || KEYWORDS.test(before) || before === ownName;
}

/** True where a text is a source with parts of it blanked, so that places in both are the same. */
function isBlanked(text: string, source: string): boolean {
  if (text.length < source.length) return false;
  for (let at = 0; at < source.length; at += 1) {
    const character = text[at] ?? '';
    // Types that alone separated two statements are replaced by another separator.
    if (character !== source[at] && !/[\s;()]/u.test(character)) return false;
  }
  return true;
}
