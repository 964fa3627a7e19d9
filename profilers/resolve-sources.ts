import { isAbsolute } from 'node:path';
import type { Profile, ProfiledFunction } from '../harness/model/program/profile.ts';
import { judgeSourceMap } from './judge-source-map.ts';
import { ownerOfFile } from './owner-of-file.ts';
import { addTree, createProfileBuilder } from './profile-builder.ts';
import { readSourceMap, type SourceFiles, type SourceMapFile } from './source-map-file.ts';

/** Files whose source maps are not what they should be. */
export interface MapTroubles {
  /** Maps that are named and missing, or broken. */
  readonly unreadable: readonly string[];
  /** Maps of another build, which are not followed. */
  readonly wrong: readonly string[];
  /** Maps that are followed to sources which were changed since. */
  readonly stale: readonly string[];
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

/** @param functions - All that were seen, by which maps are judged. */
export function createSourceResolver(
  files: SourceFiles,
  functions: readonly ProfiledFunction[],
): SourceResolver {
  const troubles = { unreadable: [] as string[], wrong: [] as string[], stale: [] as string[] };
  const byFile = Map.groupBy(functions, ({ file }) => file);
  const maps = new Map<string, SourceMapFile | null>();
  const readMapOf = (file: string): SourceMapFile | null => {
    const found = readSourceMap(file, files);
    if (found === null) return null;
    const verdict =
      found === 'unreadable' ? found : judgeSourceMap(found, byFile.get(file) ?? [], files);
    // What a package was built from is not for whoever uses it to build again.
    const isTold = verdict !== 'stale' || ownerOfFile(file).owner === 'project';
    if (verdict !== 'fits' && isTold) troubles[verdict].push(file);
    return found === 'unreadable' || verdict === 'wrong' ? null : found;
  };
  const mapOf = (file: string | null): SourceMapFile | null => {
    if (file === null || !isAbsolute(file) || !/\.(?:[cm]?[jt]s|[jt]sx)$/.test(file)) return null;
    const known = maps.get(file);
    if (known !== undefined) return known;
    const map = readMapOf(file);
    maps.set(file, map);
    return map;
  };
  return {
    functionOf: (one) => resolveFunction(one, mapOf(one.file)),
    lineOf: (before, line, column = 0) => {
      const found = mapOf(before.file);
      const after = resolveFunction(before, found);
      return found === null || after === before ? line : lineOf(line, column, after, found);
    },
    ...troubles,
  };
}

/**
 * Functions and lines of bundles and of compiled code by the places that their source maps lead to.
 * What has no map stays as it is, and so does what has one that does not fit.
 * @param seen - Functions of all profiles of the program, by which maps are judged.
 */
export function resolveSources(
  profile: Profile,
  files: SourceFiles,
  seen: readonly ProfiledFunction[] = profile.functions,
): ResolvedProfile {
  const resolver = createSourceResolver(files, seen);
  const resolved = profile.functions.map(resolver.functionOf);
  const { unreadable, wrong, stale } = resolver;
  const isSame = resolved.every((one, index) => one === profile.functions[index]);
  return {
    profile: isSame ? profile : rebuilt(profile, resolved, resolver),
    unreadable,
    wrong,
    stale,
  };
}

function resolveFunction(one: ProfiledFunction, found: SourceMapFile | null): ProfiledFunction {
  if (found === null || one.line === null || one.column === null) return one;
  const { line, column } = one;
  const place = found.originalOf(found.parametersOf({ line, column }));
  if (place === null) return one;
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
