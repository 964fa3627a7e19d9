import { hash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { FileFacts } from './extract/calls-functions-and-imports-of-source-file.ts';
import {
  type CachedFile,
  type FactsCache,
  openFactsCache,
} from './extracted-code-cache-by-file-content.ts';
import { findPerformancePatterns } from './find-performance-antipatterns.ts';
import { loadOrFindCallLinks } from './link/call-links-cache.ts';
import { type CodeIndex, indexFiles } from './link/index-code-declarations-by-name.ts';
import {
  findLinks,
  type LinkedFunctions,
  linkCalls,
} from './link/link-calls-to-target-functions.ts';
import { createModuleResolver, type ModuleSettings } from './link/module-resolver.ts';
import { createSymbolResolver, type SymbolResolver } from './link/symbol-resolver.ts';
import { findSkipReason, listProjectFiles, sourcesAmong } from './list-project-source-files.ts';
import { loadParser, type Parser } from './load-parser.ts';
import { parseFile } from './parse-source-file.ts';
import { readText } from './read-text-file.ts';
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
import {
  type CodeSearches,
  findUnmatchedSearches,
  NO_SEARCHES,
} from './syntax-searches-run-during-parsing.ts';

export interface ReadCodeOptions {
  /** Custom rules, in addition to the built-in rules. */
  readonly rules?: readonly CodeRule[];
  /**
   * Version of the reader: results are cached for it, and files unchanged since its last run are
   * not read again. Absent: all files are read, and nothing is cached.
   */
  readonly keptBy?: string;
  /** True to search for candidates of slow code. Default: true. */
  readonly patterns?: boolean;
  /** Additional searches to run over each file as it is read. */
  readonly searches?: CodeSearches;
  /** True to read tests like all other files. Default: false. */
  readonly withTests?: boolean;
  readonly signal?: AbortSignal;
}

/** Files read before the event loop gets a turn. */
const FILES_AT_ONCE = 50;
/** Files parsed ahead by other threads (Node.js has four for it) while this one reads. */
const PARSED_AHEAD = 8;

/** The sources of a project, read and put together. */
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
    keptBy,
    patterns: withPatterns = true,
    searches = NO_SEARCHES,
    withTests = false,
    signal,
  }: ReadCodeOptions = {},
): Promise<ReadSources> {
  const parser = await loadParser(host);
  const all = await listProjectFiles(host, root, signal);
  const tried = withPatterns ? [...BUILT_IN_RULES, ...rules] : [];
  const lacking = parser.lacks('Python') === null ? '' : 'no Python';
  const ids = searches.all.map(({ id }) => id);
  const kept =
    keptBy === undefined
      ? null
      : openFactsCache(host, root, {
          part: withPatterns ? 'patterns' : 'facts',
          readBy: JSON.stringify([keptBy, tried, lacking, ids, searches.by]),
        });
  const how = { host, parser, root, kept, searches, arranged: groupRulesByLanguage(parser, tried) };
  const sources = sourcesAmong(all, withTests);
  const { files, matches, missing, skipped } = await readFiles(how, sources, signal);
  kept?.save();
  const settings = readModuleSettings(host, root, all);
  const paths = createModuleResolver(new Set(files.map(({ file }) => file)), settings);
  const index = indexFiles(files, paths);
  const symbols = createSymbolResolver(index);
  const find = () => findLinks(files, symbols);
  const links =
    kept === null ? find() : loadOrFindCallLinks(host, root, stampOfLinks(kept, settings), find);
  kept?.close();
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
function stampOfLinks(kept: FactsCache, { aliases, packages }: ModuleSettings): string {
  return hash('sha256', JSON.stringify([kept.stamp(), aliases, [...packages]]));
}

interface HowToRead {
  readonly host: Host;
  readonly parser: Parser;
  readonly root: string;
  readonly arranged: RuleSet;
  readonly searches: CodeSearches;
  readonly kept: FactsCache | null;
}

/** Reads the files one after the other, while other threads parse the next files. */
async function readFiles(
  how: HowToRead,
  names: readonly string[],
  signal: AbortSignal | undefined,
) {
  const files: FileFacts[] = [];
  const matches = new Map<string, readonly RuleMatch[]>();
  const missing = new Map<string, readonly string[]>();
  const skipped: { file: string; reason: string }[] = [];
  const waiting: Promise<readonly [string, CachedFile]>[] = [];
  const sources = names.values();
  const begin = (): void => {
    const next = sources.next();
    if (next.done === true) return;
    waiting.push(readFile(how, next.value).then((read) => [next.value, read] as const));
  };
  for (let ahead = 0; ahead < PARSED_AHEAD; ahead += 1) begin();
  for (let count = 0; waiting.length > 0; count += 1) {
    if (count % FILES_AT_ONCE === 0) await breathe(signal);
    const [file, read] = await (waiting.shift() as Promise<readonly [string, CachedFile]>);
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
  { host, parser, root, arranged, searches, kept }: HowToRead,
  file: string,
): Promise<CachedFile> {
  const text = readText(host, join(root, file));
  const reason = text === null ? 'the file cannot be read' : findSkipReason(text);
  if (text === null || reason !== null) return { state: 'skipped', reason: reason ?? '' };
  const known = kept?.find(file, text) ?? null;
  if (known !== null) return known;
  const parsed = await parseFile(parser, file, text);
  const read: CachedFile =
    parsed.state === 'skipped'
      ? parsed
      : {
          state: 'read',
          facts: parsed.facts,
          matches: runRules(arranged, parsed.language, parsed.root, text),
          missing: findUnmatchedSearches(searches, file, text, parsed.root),
        };
  kept?.add(file, text, read);
  return read;
}

/** Yields to the event loop for signals and timers, since parsing blocks the thread. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal?.throwIfAborted();
}
