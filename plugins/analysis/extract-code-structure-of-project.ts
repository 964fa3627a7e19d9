import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { FileFacts } from './extract/calls-functions-and-imports-of-source-file.ts';
import {
  type CachedFile,
  type FactsCache,
  loadOrFindCallLinks,
  openFactsCache,
} from './extracted-code-cache-by-file-content.ts';
import { findPerformancePatterns } from './find-performance-antipatterns.ts';
import { type CodeIndex, indexFiles } from './link/index-code-declarations-by-name.ts';
import {
  findLinks,
  type LinkedFunctions,
  linkCalls,
} from './link/link-calls-to-target-functions.ts';
import { createModuleResolver, type ModuleSettings } from './link/module-resolver.ts';
import { createSymbolResolver, type SymbolResolver } from './link/symbol-resolver.ts';
import {
  findSkipReason,
  listProjectFiles,
  readText,
  sourcesAmong,
} from './list-project-source-files.ts';
import { loadParser, type Parser } from './load-parser.ts';
import {
  type CodeSearches,
  findUnmatchedSearches,
  NO_SEARCHES,
  parseFile,
} from './parse-source-file.ts';
import { readModuleSettings } from './read-tsconfig-module-locations.ts';
import { readRoutes } from './routes/read-routes.ts';
import { BUILT_IN_RULES } from './rules/built-in-rules.ts';
import {
  groupRulesByLanguage,
  type RuleMatch,
  type RuleSet,
  runRules,
} from './rules/run-syntax-pattern-rules.ts';
import type { CodeRule } from './rules/syntax-pattern-rule.ts';

export interface ReadCodeOptions {
  /** Custom rules, in addition to the built-in rules. */
  readonly rules?: readonly CodeRule[];
  /**
   * Version of the reader: results are cached for it, and files unchanged since its last run are
   * not read again. Absent: all files are read, and nothing is cached.
   */
  readonly cacheVersion?: string;
  /** True to search for candidates of slow code. Default: true. */
  readonly patterns?: boolean;
  /** Additional searches to run over each file as it is read. */
  readonly searches?: CodeSearches;
  /** True to read tests like all other files. Default: false. */
  readonly withTests?: boolean;
  readonly signal?: AbortSignal;
}

/** Files read before the event loop gets a turn. */
const FILES_PER_YIELD = 50;
/** Files parsed ahead by other threads (Node.js has four for it) while this one reads. */
const PARSED_AHEAD = 8;

export interface ReadSources {
  readonly facts: CodeFacts;
  /** Every file of the project, sources or not. */
  readonly all: readonly string[];
  readonly parser: Parser;
  readonly index: CodeIndex;
  readonly symbols: SymbolResolver;
  readonly linked: LinkedFunctions;
  /** Ids of the searches without a match, by file. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
}

/** Extracts the facts of a project's sources. Runs none of its code; no content makes it fail. */
export async function readCode(
  host: Host,
  root: string,
  options: ReadCodeOptions = {},
): Promise<CodeFacts> {
  return (await readSources(host, root, options)).facts;
}

/** Extracts the facts of a project, and returns the intermediate results with them. */
export async function readSources(
  host: Host,
  root: string,
  {
    rules = [],
    cacheVersion,
    patterns: withPatterns = true,
    searches = NO_SEARCHES,
    withTests = false,
    signal,
  }: ReadCodeOptions = {},
): Promise<ReadSources> {
  const parser = await loadParser(host);
  const all = await listProjectFiles(host, root, signal);
  const appliedRules = withPatterns ? [...BUILT_IN_RULES, ...rules] : [];
  const missingLanguages = parser.lacks('Python') === null ? '' : 'no Python';
  const searchKey = [searches.all.map(({ id }) => id), searches.version];
  const version = JSON.stringify([cacheVersion, appliedRules, missingLanguages, ...searchKey]);
  const kind = withPatterns ? 'patterns' : 'facts';
  const cache = cacheVersion === undefined ? null : openFactsCache(host, root, { kind, version });
  const groupedRules = groupRulesByLanguage(parser, appliedRules);
  const reader = { host, parser, root, cache, searches, rules: groupedRules };
  const sources = sourcesAmong(all, withTests);
  const { files, matches, missing, skipped } = await readFiles(reader, sources, signal);
  cache?.save();
  const settings = readModuleSettings(host, root, all);
  const paths = createModuleResolver(new Set(files.map(({ file }) => file)), settings);
  const index = indexFiles(files, paths);
  const symbols = createSymbolResolver(index);
  const findAllLinks = () => findLinks(files, symbols);
  const links =
    cache === null
      ? findAllLinks()
      : loadOrFindCallLinks(host, root, computeLinksStamp(cache, settings), findAllLinks);
  cache?.close();
  const linked = linkCalls(files, links);
  const routes = readRoutes(index, symbols, linked);
  const patterns = withPatterns ? findPerformancePatterns(index, linked, routes, matches) : [];
  return {
    facts: { root, functions: linked.functions, routes, patterns, skipped },
    all,
    parser,
    index,
    symbols,
    linked,
    missing,
  };
}

/** Targets of calls depend on the files and on the module locations that the project declares. */
function computeLinksStamp(cache: FactsCache, { aliases, packages }: ModuleSettings): string {
  return hash('sha256', JSON.stringify([cache.stamp(), aliases, [...packages]]));
}

interface FileReader {
  readonly host: Host;
  readonly parser: Parser;
  readonly root: string;
  readonly rules: RuleSet;
  readonly searches: CodeSearches;
  readonly cache: FactsCache | null;
}

async function readFiles(
  reader: FileReader,
  names: readonly string[],
  signal: AbortSignal | undefined,
) {
  const files: FileFacts[] = [];
  const matches = new Map<string, readonly RuleMatch[]>();
  const missing = new Map<string, readonly string[]>();
  const skipped: { file: string; reason: string }[] = [];
  const pending: Promise<readonly [string, CachedFile]>[] = [];
  const sources = names.values();
  const begin = (): void => {
    const next = sources.next();
    if (next.done === true) return;
    pending.push(readFile(reader, next.value).then((read) => [next.value, read] as const));
  };
  for (let ahead = 0; ahead < PARSED_AHEAD; ahead += 1) begin();
  for (let count = 0; pending.length > 0; count += 1) {
    if (count % FILES_PER_YIELD === 0) await yieldToEventLoop(signal);
    const [file, read] = await (pending.shift() as Promise<readonly [string, CachedFile]>);
    begin();
    if (read.state === 'skipped') {
      skipped.push({ file, reason: read.reason });
      continue;
    }
    files.push(read.facts);
    missing.set(file, read.missing);
    if (read.matches.length > 0) matches.set(file, read.matches);
  }
  return { files, matches, missing, skipped };
}

async function readFile(
  { host, parser, root, rules, searches, cache }: FileReader,
  file: string,
): Promise<CachedFile> {
  const text = readText(host, join(root, file));
  const reason = text === null ? 'the file cannot be read' : findSkipReason(text);
  if (text === null || reason !== null) return { state: 'skipped', reason: reason ?? '' };
  const known = cache?.find(file, text) ?? null;
  if (known !== null) return known;
  const parsed = await parseFile(parser, file, text);
  const read: CachedFile =
    parsed.state === 'skipped'
      ? parsed
      : {
          state: 'read',
          facts: parsed.facts,
          matches: runRules(rules, parsed.language, parsed.root, text),
          missing: findUnmatchedSearches(searches, file, text, parsed.root),
        };
  cache?.add(file, text, read);
  return read;
}

/** Yields to the event loop for signals and timers, since parsing blocks the thread. */
async function yieldToEventLoop(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal?.throwIfAborted();
}
