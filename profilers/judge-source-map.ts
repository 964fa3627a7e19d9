import type { ProfiledFunction } from '../harness/model/program/profile.ts';
import type { OriginalPlace, SourceFiles, SourceMapFile } from './source-map-file.ts';

/** Shorter names are those that minifiers give, which no source has. */
const LEAST_NAME = 4;
/** Lines around a function that its name may stand on. */
const NEAR = 2;
/** As many functions at least have to stand elsewhere than the map says; one may be named by a tool. */
const LEAST_MISPLACED = 2;

/** `fits`; `wrong`: it is of another build; `stale`: a source was changed since. */
export type MapVerdict = 'fits' | 'wrong' | 'stale';

/**
 * Whether the source map of a file is its own, by what was seen to run: a line that its source does
 * not have, or most functions where the source does not name them, or all of them at one place, are
 * the marks of a map of another build. Sources that are not there tell nothing.
 * @param functions - Of that file.
 */
export function judgeSourceMap(
  map: SourceMapFile,
  functions: readonly ProfiledFunction[],
  { read }: SourceFiles,
): MapVerdict {
  const places = new Set<string>();
  let [seen, misplaced, isStale] = [0, 0, false];
  for (const { name, line, column } of distinct(functions)) {
    if (line === null || column === null) continue;
    const original = map.originalOf(map.parametersOf({ line, column }));
    if (original === null) continue;
    const now = read(original.file);
    isStale ||= now !== null && original.content !== null && !isSame(now, original.content);
    const text = original.content ?? now;
    const lines = text?.split('\n') ?? null;
    if (lines !== null && original.line > lines.length) return 'wrong';
    const place = `${original.line}:${original.column} ${original.file}`;
    const isOneOfMany = places.has(place);
    places.add(place);
    seen += 1;
    if (isOneOfMany || !isNamed(lines, original, name)) misplaced += 1;
  }
  if (misplaced >= LEAST_MISPLACED && 2 * misplaced > seen) return 'wrong';
  return isStale ? 'stale' : 'fits';
}

/** Each place once: profiles name one function as often as there are profiles. */
function distinct(functions: readonly ProfiledFunction[]): Iterable<ProfiledFunction> {
  return new Map(functions.map((one) => [`${one.line}:${one.column}`, one])).values();
}

function isSame(one: string, other: string): boolean {
  return one === other || one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}

/** Whether a source has the name of a function near where it begins, as far as that can be told. */
function isNamed(
  lines: readonly string[] | null,
  { line, name }: OriginalPlace,
  compiledName: string,
): boolean {
  const known =
    name ??
    compiledName
      .split('.')
      .at(-1)
      ?.replace(/\$\d+$/, '') ??
    '';
  if (lines === null || known.length < LEAST_NAME || !/^[\w$]+$/.test(known)) return true;
  return lines.slice(Math.max(0, line - 1 - NEAR), line + NEAR).some((one) => one.includes(known));
}
