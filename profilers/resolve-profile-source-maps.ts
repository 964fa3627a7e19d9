import { isAbsolute } from 'node:path';
import type { LoadedTexts, Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { findFileOwner } from './create-v8-profiled-function.ts';
import { findExecutedFileText, matchesSourcePlaces } from './find-file-text-executed-by-v8.ts';
import { addProfileTree, createProfileBuilder } from './profile-builder.ts';
import {
  type OriginalPlace,
  readSourceMap,
  type SourceFiles,
  type SourceMapFile,
} from './source-map-file.ts';

export interface SourceMapProblems {
  /** Maps that are named and missing, or broken. */
  readonly unreadable: readonly string[];
  /** Maps of another build, which are not applied. */
  readonly wrong: readonly string[];
  /** Maps that are followed to sources which were changed since. */
  readonly stale: readonly string[];
  /** Sources that another loader compiled without a source map. */
  readonly unmapped: readonly string[];
}

export interface ResolvedProfile extends SourceMapProblems {
  readonly profile: Profile;
}

export interface SourceResolver extends SourceMapProblems {
  /** Returns the function in its source; unchanged if its file has no map. */
  readonly functionOf: (profiledFunction: ProfiledFunction) => ProfiledFunction;
  /** A line of a function; null: several of the source. @param column - From 1; 0: unknown. */
  readonly lineOf: (before: ProfiledFunction, line: number, column?: number) => number | null;
}

/** Mapping from the text that ran to the source. */
type Way =
  /** Places in both are the same. */
  | { readonly type: 'none' }
  | { readonly type: 'map'; readonly map: SourceMapFile; readonly isCompiled: boolean }
  | { readonly type: 'unknown' };

const NO_WAY: Way = { type: 'none' };
const UNKNOWN: Way = { type: 'unknown' };

/**
 * @param functions - All observed functions, to judge texts and maps. @param texts - Texts that the
 * program reported as executed.
 */
export function createSourceResolver(
  files: SourceFiles,
  functions: readonly ProfiledFunction[],
  texts: LoadedTexts = new Map(),
): SourceResolver {
  const troubles = {
    unreadable: [] as string[],
    wrong: [] as string[],
    stale: [] as string[],
    unmapped: [] as string[],
  };
  const byFile = Map.groupBy(functions, ({ file }) => file);
  const ways = new Map<string, Way>();
  const findWay = (file: string): Way => {
    const seen = byFile.get(file) ?? [];
    // Users of a package are not expected to build it again.
    const isOwn = findFileOwner(file).owner === 'project';
    const unknown = (): Way => {
      if (isOwn) troubles.unmapped.push(file);
      return UNKNOWN;
    };
    const text = findExecutedFileText(file, seen, files, texts);
    if (text === null) return unknown();
    const map = readSourceMap(file, text, files);
    const verdict = map === null || map === 'unreadable' ? map : judgeSourceMap(map, seen, files);
    const isSourceText = matchesSourcePlaces(text, files.read(file), seen);
    if (map === null || map === 'unreadable' || verdict === null || verdict === 'wrong') {
      if (!isSourceText) return unknown();
      if (verdict === 'wrong' || verdict === 'unreadable') troubles[verdict].push(file);
      return NO_WAY;
    }
    // A separate map file belongs to the file's text on disk.
    if (!isSourceText && !map.isInline) return unknown();
    if (verdict === 'stale' && isOwn) troubles.stale.push(file);
    return { type: 'map', map, isCompiled: !isSourceText };
  };
  const wayOf = (file: string | null): Way => {
    if (file === null || !isAbsolute(file) || !/\.(?:[cm]?[jt]s|[jt]sx)$/.test(file)) return NO_WAY;
    const known = ways.get(file);
    if (known !== undefined) return known;
    const way = findWay(file);
    ways.set(file, way);
    return way;
  };
  return {
    functionOf: (profiledFunction) =>
      resolveFunction(profiledFunction, wayOf(profiledFunction.file)),
    lineOf: (before, line, column = 0) => {
      const way = wayOf(before.file);
      if (way.type === 'unknown') return null;
      const after = resolveFunction(before, way);
      if (way.type === 'none' || after === before) return line;
      return lineOf(line, column, after, way.map);
    },
    ...troubles,
  };
}

/**
 * Maps functions and lines of bundles and compiled code to sources, through source maps. Code
 * without a map, or with a map that does not match, stays unchanged; code that another loader
 * compiled without a map loses its lines.
 * @param seen - Functions of all profiles of the program, by which maps are judged.
 */
export function resolveProfileSourceMaps(
  profile: Profile,
  files: SourceFiles,
  seen: readonly ProfiledFunction[] = profile.functions,
): ResolvedProfile {
  const resolver = createSourceResolver(files, seen, profile.texts);
  const resolved = profile.functions.map(resolver.functionOf);
  const { unreadable, wrong, stale, unmapped } = resolver;
  const isSame = resolved.every(
    (resolvedFunction, index) => resolvedFunction === profile.functions[index],
  );
  return {
    profile: isSame ? profile : rebuilt(profile, resolved, resolver),
    unreadable,
    wrong,
    stale,
    unmapped,
  };
}

function resolveFunction(profiledFunction: ProfiledFunction, way: Way): ProfiledFunction {
  const { line, column } = profiledFunction;
  if (way.type === 'none' || line === null) return profiledFunction;
  const unplaced = { ...profiledFunction, line: null, column: null };
  if (way.type === 'unknown') return unplaced;
  if (column === null) return profiledFunction;
  const { originalOf, parametersOf } = way.map;
  const place = originalOf(parametersOf({ line, column }));
  // Code that the loader has added is nowhere in the file; the module itself begins it.
  const isModule = line === 1 && column === 1;
  if (place === null) return way.isCompiled && !isModule ? unplaced : profiledFunction;
  const { file, name } = place;
  const at = { file, line: place.line, column: place.column };
  // The sources of perf-harness's own files may not exist in its installation.
  const owned =
    profiledFunction.owner === 'harness' ? { owner: profiledFunction.owner } : findFileOwner(file);
  return { ...profiledFunction, name: name ?? profiledFunction.name, ...owned, ...at };
}

function rebuilt(
  { functions, tree, lines, tool, weight, threads, samples }: Profile,
  resolved: readonly ProfiledFunction[],
  resolver: SourceResolver,
): Profile {
  const builder = createProfileBuilder();
  const indexes = resolved.map(builder.functionOf);
  addProfileTree(builder, tree, indexes);
  for (const lineWeight of lines) {
    const before = functions[lineWeight.of];
    const line = before === undefined ? lineWeight.line : resolver.lineOf(before, lineWeight.line);
    if (line !== null) builder.addLine(indexes[lineWeight.of] ?? 0, line, lineWeight.weight);
  }
  return builder.build({ tool, weight, threads, samples });
}

/** null if the line contains several source lines, like all lines of a minified file. */
function lineOf(
  line: number,
  column: number,
  after: ProfiledFunction,
  { originalOf }: SourceMapFile,
): number | null {
  if (column > 0) {
    const place = originalOf({ line, column });
    return place?.file === after.file ? (place?.line ?? null) : null;
  }
  const first = originalOf({ line, column: 1 });
  const last = originalOf({ line, column: Number.MAX_SAFE_INTEGER });
  if (last?.file !== after.file) return null;
  // The start of a line may belong to the code before it; a difference of more than one means
  // several lines.
  return first === null || Math.abs(first.line - last.line) <= 1 ? last.line : null;
}

/** Shortest name to look for: shorter names are from minifiers and not in the source. */
const MIN_NAME_LENGTH = 4;
/** Lines around a function that may contain its name. */
const NEARBY_LINES = 2;
/** Fewest misplaced functions for a map to be wrong, since a tool may rename one. */
const MIN_MISPLACED = 2;

/** `fits`; `wrong`: belongs to another build; `stale`: a source has changed since. */
type MapVerdict = 'fits' | 'wrong' | 'stale';

/**
 * Judges if the source map of a file is its own, by the functions seen to run: a line that its
 * source does not have, or most functions where the source does not name them, or all of them at
 * one place, are the marks of a map of another build. Missing sources prove nothing.
 * @param functions - Of that file.
 */
function judgeSourceMap(
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
    const currentText = read(original.file);
    isStale ||=
      currentText !== null && original.content !== null && !isSame(currentText, original.content);
    const text = original.content ?? currentText;
    const lines = text?.split('\n') ?? null;
    if (lines !== null && original.line > lines.length) return 'wrong';
    const place = `${original.line}:${original.column} ${original.file}`;
    const isRepeated = places.has(place);
    places.add(place);
    seen += 1;
    if (isRepeated || !isNamed(lines, original, name)) misplaced += 1;
  }
  if (misplaced >= MIN_MISPLACED && 2 * misplaced > seen) return 'wrong';
  return isStale ? 'stale' : 'fits';
}

/** Returns one function for each position, since every profile contains the function again. */
function distinct(functions: readonly ProfiledFunction[]): Iterable<ProfiledFunction> {
  return new Map(
    functions.map((profiledFunction) => [
      `${profiledFunction.line}:${profiledFunction.column}`,
      profiledFunction,
    ]),
  ).values();
}

function isSame(text: string, other: string): boolean {
  return text === other || text.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}

/** True if a source has the name of a function near its beginning, or if that cannot be decided. */
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
  if (lines === null || known.length < MIN_NAME_LENGTH || !/^[\w$]+$/.test(known)) return true;
  return lines
    .slice(Math.max(0, line - 1 - NEARBY_LINES), line + NEARBY_LINES)
    .some((line) => line.includes(known));
}
