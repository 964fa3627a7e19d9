import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File access for reading source maps. */
export interface SourceFiles {
  /** null if the file does not exist. */
  readonly read: (path: string) => string | null;
  /** Text that perf-harness's own loader makes of a file; absent: the file's text. */
  readonly readLoaded?: (path: string) => string | null;
}

/** Position in a text: lines and columns from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

export interface OriginalPlace extends SourcePlace {
  /** Absolute path if it is a file. */
  readonly file: string;
  /** Name in the source; null if the map does not contain it. */
  readonly name: string | null;
  /** Text of the source in the map; null if the map does not contain it. */
  readonly content: string | null;
}

export interface SourceMapFile {
  /** True if it is part of the text itself; another file may be of another build. */
  readonly isInline: boolean;
  /** null if the code at this position comes from no source. */
  readonly originalOf: (place: SourcePlace) => OriginalPlace | null;
  /** Returns where parameters begin, as in V8's profiles; stacks include the keyword before. */
  readonly parametersOf: (begin: SourcePlace) => SourcePlace;
}

/** Line by which a file names its source map: the last such line applies. */
const MAP_LINE = /^\/\/[#@] sourceMappingURL=(?<url>\S+)\s*$/gm;
const DATA_URL = /^data:application\/json;(?:charset=[\w-]+;)?base64,(?<data>.*)$/s;
const UP_TO_PARAMETERS = /(?:async\s+)?function\b\s*\*?\s*[^\s(]*\s*/y;
/** `webpack://shop/./src/a.ts`: bundlers name sources by an address of their own. */
const ADDRESS = /^[a-z][a-z\d+.-]+:\/\/[^/]*\/+(?<path>.*)$/i;

/** @param text - Executed text. @returns null: no map; `unreadable`: map missing or broken. */
export function readSourceMap(
  file: string,
  text: string,
  { read }: Pick<SourceFiles, 'read'>,
): SourceMapFile | 'unreadable' | null {
  const url = [...text.matchAll(MAP_LINE)].at(-1)?.groups?.url;
  if (url === undefined) return null;
  try {
    const data = DATA_URL.exec(url)?.groups?.data;
    const path = data === undefined ? pathOf(url, dirname(file)) : file;
    const json = data === undefined ? read(path) : Buffer.from(data, 'base64').toString('utf8');
    // A missing map is treated like a broken map, since the text references it.
    const map = new SourceMap(JSON.parse(json ?? '') as SourceMapPayload);
    const originalOf = originals(map, dirname(path), read);
    return { isInline: data !== undefined, originalOf, parametersOf: parameters(text) };
  } catch {
    return 'unreadable';
  }
}

function pathOf(url: string, folder: string): string {
  if (url.startsWith('file:')) return fileURLToPath(url);
  return resolve(folder, decodeURIComponent(url));
}

function originals(
  map: SourceMap,
  folder: string,
  read: SourceFiles['read'],
): SourceMapFile['originalOf'] {
  // Some tools write null for absent data.
  const payload: Partial<Record<keyof SourceMapPayload, unknown>> = map.payload;
  const sources = Array.isArray(payload.sources) ? payload.sources : [];
  const sourcesContent = Array.isArray(payload.sourcesContent) ? payload.sourcesContent : [];
  const sourceRoot = typeof payload.sourceRoot === 'string' ? payload.sourceRoot : '';
  const files = new Map<string, string>();
  const fileOf = (source: string): string => {
    const known = files.get(source) ?? sourceFile(source, sourceRoot, folder, read);
    files.set(source, known);
    return known;
  };
  // A map counts from 0.
  return ({ line, column }) => {
    const entry = map.findEntry(line - 1, column - 1);
    // Mappings of earlier lines do not apply before the first mapping of a line.
    if (!('originalSource' in entry) || entry.generatedLine !== line - 1) return null;
    if (typeof entry.originalSource !== 'string') return null;
    const content: unknown = sourcesContent[sources.indexOf(entry.originalSource)];
    return {
      file: fileOf(entry.originalSource),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
      name: ('name' in entry ? (entry.name as string | undefined) : undefined) || null,
      content: typeof content === 'string' ? content : null,
    };
  };
}

/**
 * Resolves the address of a source; one that is not a file is searched for from the map's folder
 * upwards, and kept if nothing is found.
 */
function sourceFile(
  source: string,
  sourceRoot: string,
  folder: string,
  read: SourceFiles['read'],
): string {
  const rooted = ADDRESS.test(sourceRoot) && !ADDRESS.test(source) ? `${sourceRoot}/` : '';
  const inside = ADDRESS.exec(`${rooted}${source}`)?.groups?.path;
  if (inside === undefined) return pathIn(resolve(folder, sourceRoot), source);
  if (source.startsWith('file:')) return pathIn(folder, source);
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, inside);
    if (read(path) !== null) return path;
    if (at === dirname(at)) return `${rooted}${source}`;
  }
}

/** A name that is no address at all is taken as it is. */
function pathIn(folder: string, source: string): string {
  try {
    return pathOf(source, folder);
  } catch {
    return resolve(folder, source);
  }
}

function parameters(text: string): SourceMapFile['parametersOf'] {
  let lines: readonly string[] | null = null;
  return ({ line, column }) => {
    lines ??= text.split('\n');
    UP_TO_PARAMETERS.lastIndex = column - 1;
    const found = UP_TO_PARAMETERS.exec(lines[line - 1] ?? '');
    return { line, column: column + (found?.[0].length ?? 0) };
  };
}
