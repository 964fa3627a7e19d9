import { isAbsolute } from 'node:path';
import type { LoadedTexts, Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { judgeSourceMap } from './judge-source-map.ts';
import { ownerOfFile } from './owner-of-file.ts';
import { addTree, createProfileBuilder } from './profile-builder.ts';
import { readSourceMap, type SourceFiles, type SourceMapFile } from './source-map-file.ts';
import { isOfSource, textThatRan } from './text-that-ran.ts';

/** Files whose source maps are not what they should be. */
export interface MapTroubles {
  /** Maps that are named and missing, or broken. */
  readonly unreadable: readonly string[];
  /** Maps of another build, which are not followed. */
  readonly wrong: readonly string[];
  /** Maps that are followed to sources which were changed since. */
  readonly stale: readonly string[];
  /** Sources that another loader compiled, which nothing leads back to. */
  readonly unmapped: readonly string[];
}

/** A profile by its sources, and what is wrong with their maps. */
export interface ResolvedProfile extends MapTroubles {
  readonly profile: Profile;
}

/** Finds the places in sources that places in bundles and in compiled code come from. */
export interface SourceResolver extends MapTroubles {
  /** The function by its source; the same one where its file has no map. */
  readonly functionOf: (one: ProfiledFunction) => ProfiledFunction;
  /**
   * A line of a function; null: it holds several lines of the source.
   * @param column - Where on the line, from 1; 0: not known.
   */
  readonly lineOf: (before: ProfiledFunction, line: number, column?: number) => number | null;
}

/** What leads from the text that ran to the source. */
type Way =
  /** Places in both are the same. */
  | { readonly type: 'none' }
  | { readonly type: 'map'; readonly map: SourceMapFile; readonly isCompiled: boolean }
  | { readonly type: 'unknown' };

const NO_WAY: Way = { type: 'none' };
const UNKNOWN: Way = { type: 'unknown' };

/**
 * @param functions - All that were seen, by which texts and maps are judged.
 * @param texts - What the program said that it ran.
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
    // What a package was built from is not for whoever uses it to build again.
    const isOwn = ownerOfFile(file).owner === 'project';
    const unknown = (): Way => {
      if (isOwn) troubles.unmapped.push(file);
      return UNKNOWN;
    };
    const text = textThatRan(file, seen, files, texts);
    if (text === null) return unknown();
    const map = readSourceMap(file, text, files);
    const verdict = map === null || map === 'unreadable' ? map : judgeSourceMap(map, seen, files);
    const isHeld = isOfSource(text, files.read(file), seen);
    if (map === null || map === 'unreadable' || verdict === null || verdict === 'wrong') {
      if (!isHeld) return unknown();
      if (verdict === 'wrong' || verdict === 'unreadable') troubles[verdict].push(file);
      return NO_WAY;
    }
    // A map beside the file is of what the file holds.
    if (!isHeld && !map.isInline) return unknown();
    if (verdict === 'stale' && isOwn) troubles.stale.push(file);
    return { type: 'map', map, isCompiled: !isHeld };
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
    functionOf: (one) => resolveFunction(one, wayOf(one.file)),
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
 * Functions and lines of bundles and of compiled code by the places that their source maps lead to.
 * What has no map stays as it is, and so does what has one that does not fit; what another loader
 * compiled without one has no lines.
 * @param seen - Functions of all profiles of the program, by which maps are judged.
 */
export function resolveSources(
  profile: Profile,
  files: SourceFiles,
  seen: readonly ProfiledFunction[] = profile.functions,
): ResolvedProfile {
  const resolver = createSourceResolver(files, seen, profile.texts);
  const resolved = profile.functions.map(resolver.functionOf);
  const { unreadable, wrong, stale, unmapped } = resolver;
  const isSame = resolved.every((one, index) => one === profile.functions[index]);
  return {
    profile: isSame ? profile : rebuilt(profile, resolved, resolver),
    unreadable,
    wrong,
    stale,
    unmapped,
  };
}

function resolveFunction(one: ProfiledFunction, way: Way): ProfiledFunction {
  const { line, column } = one;
  if (way.type === 'none' || line === null) return one;
  const unplaced = { ...one, line: null, column: null };
  if (way.type === 'unknown') return unplaced;
  if (column === null) return one;
  const { originalOf, parametersOf } = way.map;
  const place = originalOf(parametersOf({ line, column }));
  // What the loader has added stands nowhere in the file; the module itself begins it.
  const isModule = line === 1 && column === 1;
  if (place === null) return way.isCompiled && !isModule ? unplaced : one;
  const { file, name } = place;
  const at = { file, line: place.line, column: place.column };
  // The source of perf-harness's own file lies in a folder that its installation may not have.
  const owned = one.owner === 'harness' ? { owner: one.owner } : ownerOfFile(file);
  return { ...one, name: name ?? one.name, ...owned, ...at };
}

function rebuilt(
  { functions, tree, lines, tool, weight, threads, samples }: Profile,
  resolved: readonly ProfiledFunction[],
  resolver: SourceResolver,
): Profile {
  const builder = createProfileBuilder();
  const indexes = resolved.map(builder.functionOf);
  addTree(builder, tree, indexes);
  for (const one of lines) {
    const before = functions[one.of];
    const line = before === undefined ? one.line : resolver.lineOf(before, one.line);
    if (line !== null) builder.addLine(indexes[one.of] ?? 0, line, one.weight);
  }
  return builder.build({ tool, weight, threads, samples });
}

/** null: the line holds several lines of the source, as all lines of a minified file do. */
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
  // The beginning of a line may belong to what stands before it; more than a step apart is many lines.
  return first === null || Math.abs(first.line - last.line) <= 1 ? last.line : null;
}
