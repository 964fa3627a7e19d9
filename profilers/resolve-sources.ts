import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LineWeight, Profile, ProfiledFunction } from '../harness/model/profile.ts';
import { ownerOfFile } from './owner-of-file.ts';
import { addTree, createProfileBuilder } from './profile-builder.ts';

/** What source maps are read with. */
export interface SourceFiles {
  /** null: there is no such file. */
  readonly read: (path: string) => string | null;
}

/** A profile by its sources, and the files whose source maps could not be read. */
export interface ResolvedProfile {
  readonly profile: Profile;
  readonly unreadable: readonly string[];
}

/** Where the text of a file says that its source map is: the last such line holds. */
const MAP_LINE = /^\/\/[#@] sourceMappingURL=(?<url>\S+)\s*$/gm;
const DATA_URL = /^data:application\/json;(?:charset=[\w-]+;)?base64,(?<data>.*)$/s;

interface FileMap {
  readonly map: SourceMap;
  /** What its sources are relative to. */
  readonly folder: string;
}

/**
 * Functions and lines of bundles and of compiled code by the places that their source maps lead to.
 * What has no map stays as it is.
 */
export function resolveSources(profile: Profile, files: SourceFiles): ResolvedProfile {
  const unreadable: string[] = [];
  const maps = new Map<string, FileMap | null>();
  const mapOf = (file: string | null): FileMap | null => {
    if (file === null || !isAbsolute(file) || !/\.[cm]?js$/.test(file)) return null;
    const known = maps.get(file);
    if (known !== undefined) return known;
    const found = readMap(file, files);
    if (found === 'unreadable') unreadable.push(file);
    const map = found === 'unreadable' ? null : found;
    maps.set(file, map);
    return map;
  };
  const resolved = profile.functions.map((one) => resolveFunction(one, mapOf(one.file)));
  if (resolved.every((one, index) => one === profile.functions[index])) {
    return { profile, unreadable };
  }
  return { profile: rebuilt(profile, resolved, mapOf), unreadable };
}

function readMap(file: string, { read }: SourceFiles): FileMap | 'unreadable' | null {
  const url = [...(read(file) ?? '').matchAll(MAP_LINE)].at(-1)?.groups?.url;
  if (url === undefined) return null;
  const data = DATA_URL.exec(url)?.groups?.data;
  const path = data === undefined ? pathOf(url, dirname(file)) : file;
  const text = data === undefined ? read(path) : Buffer.from(data, 'base64').toString('utf8');
  try {
    // A map that is not there is as good as one that is broken: somebody has said that there is one.
    return {
      map: new SourceMap(JSON.parse(text ?? '') as SourceMapPayload),
      folder: dirname(path),
    };
  } catch {
    return 'unreadable';
  }
}

function pathOf(url: string, folder: string): string {
  if (url.startsWith('file:')) return fileURLToPath(url);
  return resolve(folder, decodeURIComponent(url));
}

function resolveFunction(one: ProfiledFunction, found: FileMap | null): ProfiledFunction {
  if (found === null || one.line === null || one.column === null) return one;
  const place = originalOf(found, one.line, one.column);
  if (place === null) return one;
  const { file, line, column, name } = place;
  return { ...one, name: name ?? one.name, ...ownerOfFile(file), file, line, column };
}

interface Original {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** As the source calls what stands there; null: the map does not say. */
  readonly name: string | null;
}

/** Lines and columns from 1, as everywhere in a profile; a source map counts from 0. */
function originalOf({ map, folder }: FileMap, line: number, column: number): Original | null {
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry) || entry.originalSource === undefined) return null;
  const { sourceRoot = '' } = map.payload;
  return {
    file: pathOf(entry.originalSource, resolve(folder, sourceRoot)),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
    name: ('name' in entry ? (entry.name as string | undefined) : undefined) || null,
  };
}

function rebuilt(
  { functions, tree, lines, tool, weight, threads, samples }: Profile,
  resolved: readonly ProfiledFunction[],
  mapOf: (file: string | null) => FileMap | null,
): Profile {
  const builder = createProfileBuilder();
  const indexes = resolved.map(builder.functionOf);
  addTree(builder, tree, indexes);
  for (const one of lines) {
    const line = lineOf(one, functions, resolved, mapOf);
    if (line !== null) builder.addLine(indexes[one.of] ?? 0, line, one.weight);
  }
  return builder.build({ tool, weight, threads, samples });
}

/** null: the line holds several lines of the source, as all lines of a minified file do. */
function lineOf(
  { of, line }: LineWeight,
  functions: readonly ProfiledFunction[],
  resolved: readonly ProfiledFunction[],
  mapOf: (file: string | null) => FileMap | null,
): number | null {
  const [before, after] = [functions[of], resolved[of]];
  if (before === undefined || after === undefined || before === after) return line;
  const found = mapOf(before.file);
  const [first, last] = [1, Number.MAX_SAFE_INTEGER].map((column) =>
    found === null ? null : originalOf(found, line, column),
  );
  if (last?.file !== after.file) return null;
  // The beginning of a line may belong to what stands before it; more than a step apart is many lines.
  return first === null || Math.abs((first?.line ?? 0) - last.line) <= 1 ? last.line : null;
}
