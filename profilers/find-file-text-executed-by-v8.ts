import type { LoadedTexts, ProfiledFunction } from '../harness/model/program/profile.ts';
import type { SourceFiles } from './source-map-file.ts';

/** Files whose text V8 rarely runs as it is. */
const NEEDS_TRANSFORM = /\.(?:[cm]?ts|[jt]sx)$/u;

/**
 * Finds the executed text of a file among the program's, the file's and our loader's, by the
 * positions of functions. null if unknown.
 */
export function findExecutedFileText(
  file: string,
  functions: readonly ProfiledFunction[],
  { read, readLoaded = read }: SourceFiles,
  texts: LoadedTexts,
): string | null {
  if (texts.has(file)) return texts.get(file) ?? null;
  const fileText = read(file);
  // For a built file, its source map shows if it is the executed text.
  if (fileText === null || !NEEDS_TRANSFORM.test(file)) return fileText ?? '';
  const fits = doPlacesMatch(fileText, functions);
  if (fits === true) return fileText;
  const loaded = readLoaded(file) ?? fileText;
  if (doPlacesMatch(loaded, functions) !== false) return loaded;
  return fits === null ? fileText : null;
}

/** True if positions in an executed text are positions in its file. */
export function matchesSourcePlaces(
  text: string,
  fileText: string | null,
  functions: readonly ProfiledFunction[],
): boolean {
  return (
    fileText === null ||
    text === fileText ||
    isBlanked(text, fileText) ||
    doPlacesMatch(fileText, functions) === true
  );
}

type NamedPlace = Pick<ProfiledFunction, 'name' | 'line' | 'column'>;

/** Largest share of misplaced functions: V8 names some after the variable they are assigned to. */
const MAX_MISPLACED_SHARE = 1 / 3;
/** Words that precede the parameters of a function without being its name. */
const KEYWORDS =
  /^(?:async|await|case|constructor|default|delete|else|function|get|in|new|of|return|set|static|typeof|void|yield)$/u;
/** Beginnings of functions that do not begin with their parameters. */
const BEGINNING = /^(?:(?:async|class|function|get|set|static)\b|[\w$]+\s*=>|['"`[*])/u;

/** True if functions begin at a profile's places in a text; null: no function can decide it. */
export function doPlacesMatch(text: string, functions: Iterable<NamedPlace>): boolean | null {
  const lines = text.split('\n');
  let [seen, misplaced] = [0, 0];
  for (const { name, line, column } of functions) {
    if (line === null || column === null) continue;
    const row = lines[line - 1];
    if (row === undefined || column > row.length + 1) return false;
    // The module itself, and functions that V8 generates for the fields of a class.
    if ((line === 1 && column === 1) || name.startsWith('<')) continue;
    seen += 1;
    if (!beginsAt(row, column - 1, name)) misplaced += 1;
  }
  return seen === 0 ? null : misplaced <= seen * MAX_MISPLACED_SHARE;
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

/** True if a text is a source with blanked parts, so that positions in both are the same. */
function isBlanked(text: string, source: string): boolean {
  if (text.length < source.length) return false;
  for (let at = 0; at < source.length; at += 1) {
    const character = text[at] ?? '';
    // Types that alone separated two statements are replaced by another separator.
    if (character !== source[at] && !/[\s;()]/u.test(character)) return false;
  }
  return true;
}
