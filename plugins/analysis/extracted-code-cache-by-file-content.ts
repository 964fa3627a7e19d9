import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { tryParseJson } from '../../harness/model/value/try-parse-json.ts';
import type { FileFacts } from './extract/calls-functions-and-imports-of-source-file.ts';
import type { CallLink, CallLinks } from './link/link-calls-to-target-functions.ts';
import {
  computeAnalyzerFingerprint,
  evictOldest,
  openProjectResultCache,
  projectCachePath,
} from './project-result-cache.ts';
import type { RuleMatch } from './rules/run-syntax-pattern-rules.ts';

/** Outcome of reading a file, without its syntax tree. */
export type CachedFile =
  | {
      readonly state: 'read';
      readonly facts: FileFacts;
      readonly matches: readonly RuleMatch[];
      /** Ids of the searches that have no match in the file. */
      readonly missing: readonly string[];
    }
  | { readonly state: 'skipped'; readonly reason: string };

export interface FactsCache {
  /** Returns null if the file is new, has changed, or was read by another version of the reader. */
  readonly find: (file: string, text: string) => CachedFile | null;
  readonly add: (file: string, text: string, extracted: CachedFile) => void;
  /** Changes with each file that was found or added since it was opened. */
  readonly stamp: () => string;
  /** Writes what was found or added since the cache was opened; does nothing if nothing changed. */
  readonly save: () => void;
  /** Releases memory at once, not at the next garbage collection. Nothing can be found after. */
  readonly close: () => void;
}

/** Above this much text it is read anew each time: strings of JavaScript end at half a gigabyte. */
const MAX_CACHE_CHARACTERS = 300_000_000;

interface FactsCacheKey {
  /** Kind of the facts; each kind has a cache file of its own, so that none overwrites another. */
  readonly kind: string;
  /** Other inputs of the facts: the version and the rules applied. */
  readonly version: string;
}

/** Opens a project's cached facts, one file in the cache folder; no error if it is unusable. */
export function openFactsCache(host: Host, root: string, key: FactsCacheKey): FactsCache {
  const { kind, version } = key;
  const path = projectCachePath(host, root, 'code', kind);
  const readerHash = hash('sha256', JSON.stringify([computeAnalyzerFingerprint(host), version]));
  const bytes = asBuffer(readBytes(host, path));
  const storedLines = indexLines(bytes);
  const currentLines = new Map<string, string | Uint8Array>();
  let hasNewFiles = false;
  const keyOf = (file: string, text: string): string =>
    hash('sha256', [readerHash, file, text].join('\0'));
  return {
    find: (file, text) => {
      const key = keyOf(file, text);
      const line = storedLines.get(key);
      const cached = line === undefined ? null : parseFileLine(line);
      if (line !== undefined && cached !== null) currentLines.set(key, line);
      return cached;
    },
    add: (file, text, extracted) => {
      hasNewFiles = true;
      currentLines.set(keyOf(file, text), JSON.stringify(extracted));
    },
    // Files are finished in no particular order, so the keys are sorted.
    stamp: () => hash('sha256', [...currentLines.keys()].sort().join('')),
    save: () => {
      if (!hasNewFiles && currentLines.size === storedLines.size) return;
      const size = [...currentLines.values()].reduce((sum, line) => sum + line.length, 0);
      if (size < MAX_CACHE_CHARACTERS) host.files.writeAtomic(path, formatLines(currentLines));
      evictOldest(host, dirname(path));
    },
    close: () => {
      const { buffer, length } = bytes;
      // Small buffers may share their memory with others.
      if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
    },
  };
}

function* formatLines(lines: ReadonlyMap<string, string | Uint8Array>): Generator<string> {
  for (const [key, line] of lines) yield `${key} ${decodeLine(line)}\n`;
}

function decodeLine(line: string | Uint8Array): string {
  return typeof line === 'string' ? line : asBuffer(line).toString();
}

const KEY_LENGTH = 64;

/**
 * Lines by key, as bytes: a string takes two bytes a character as soon as one character is outside
 * Latin-1. Lines are parsed on demand. A line cut off by a crash of the machine is skipped.
 */
function indexLines(bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf('\n', start);
    const end = next === -1 ? bytes.length : next;
    const isWhole = bytes[start + KEY_LENGTH] === SPACE && bytes[end - 1] === BRACE;
    if (isWhole) {
      const keyEnd = start + KEY_LENGTH;
      found.set(bytes.toString('latin1', start, keyEnd), bytes.subarray(keyEnd + 1, end));
    }
    start = end + 1;
  }
  return found;
}

/** Returns an empty array if the file cannot be read. */
function readBytes({ files }: Host, path: string): Uint8Array {
  try {
    return files.readBytes(path) ?? new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

/** The same bytes, not copied. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

const SPACE = ' '.charCodeAt(0);
const BRACE = '}'.charCodeAt(0);

/** Returns null for invalid JSON, from a damaged disk or another writer. */
function parseFileLine(line: Uint8Array): CachedFile | null {
  return (tryParseJson(decodeLine(line)) as CachedFile | undefined) ?? null;
}

/** Compact form of a link, since there are hundreds of thousands. */
type CompactLink = readonly [CallLink['source'], CallLink['type'], CallLink['direct'], 0 | 1];

/**
 * Targets of calls, cached by `stamp`: other processes that analyze the same files need not link
 * them again.
 * @param stamp - Changes with any input of the links.
 */
export function loadOrFindCallLinks(
  host: Host,
  root: string,
  stamp: string,
  find: () => CallLinks,
): CallLinks {
  const cache = openProjectResultCache(host, root, { kind: 'links', variant: '', stamp });
  const cached = cache.text === null ? null : parseLinks(cache.text);
  if (cached !== null) return cached;
  const found = find();
  cache.store(JSON.stringify(found.map((all) => all.map(toCompactLink))));
  return found;
}

function toCompactLink({ source, type, direct, isGuess }: CallLink): CompactLink {
  return [source, type, direct, isGuess ? 1 : 0];
}

/** Returns null for unreadable text, from a damaged disk or another writer. */
function parseLinks(text: string): CallLinks | null {
  try {
    const all = JSON.parse(text) as readonly (readonly CompactLink[])[];
    return all.map((calls) =>
      calls.map(([source, type, direct, guess]) => ({
        source,
        type,
        direct,
        isGuess: guess === 1,
      })),
    );
  } catch {
    return null;
  }
}
