import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { CodeFacts } from '../../harness/model/program/code-facts.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { FileFacts } from './extract/file-facts.ts';
import { findPatterns } from './find-patterns.ts';
import { type CodeIndex, indexFiles } from './link/code-index.ts';
import { type LinkedFunctions, linkCalls } from './link/link-calls.ts';
import { createModulePaths } from './link/module-paths.ts';
import { createSymbols } from './link/symbols.ts';
import { loadParser, type Parser } from './load-parser.ts';
import { readModuleSettings } from './module-settings.ts';
import { type ParsedFile, parseFile } from './parse-file.ts';
import { listProjectFiles, reasonToSkip, sourcesAmong } from './project-files.ts';
import { readRoutes } from './routes/read-routes.ts';
import { BUILT_IN_RULES } from './rules/built-in-rules.ts';
import type { CodeRule } from './rules/code-rule.ts';
import { arrangeRules, type RuleMatch, type RuleSet, runRules } from './rules/run-rules.ts';

export interface ReadCodeOptions {
  /** Rules of the user's own, beside those that are built in. */
  readonly rules?: readonly CodeRule[];
  /** Whether tests are read like all else. Default: they are not. */
  readonly withTests?: boolean;
  readonly signal?: AbortSignal;
}

/** Files between two looks at whether somebody else wants to run. */
const FILES_AT_ONCE = 50;
/** Files that other threads parse while this one reads what was parsed: Node.js has four for it. */
const PARSED_AHEAD = 8;

/** The sources of a project, read and put together. */
export interface ReadSources {
  readonly facts: CodeFacts;
  /** Every file of the project, sources or not. */
  readonly all: readonly string[];
  readonly parser: Parser;
  readonly index: CodeIndex;
  readonly linked: LinkedFunctions;
}

/** What the sources of a project say. Nothing of it is run, and nothing in it makes this fail. */
export async function readCode(
  host: Host,
  root: string,
  options: ReadCodeOptions = {},
): Promise<CodeFacts> {
  return (await readSources(host, root, options)).facts;
}

/** The same with what the facts were made of. */
export async function readSources(
  host: Host,
  root: string,
  { rules = [], withTests = false, signal }: ReadCodeOptions = {},
): Promise<ReadSources> {
  const parser = await loadParser(host);
  const all = await listProjectFiles(host, root, signal);
  const sources = sourcesAmong(all, withTests);
  const arranged = arrangeRules(parser, [...BUILT_IN_RULES, ...rules]);
  const { files, matches, skipped } = await readFiles(
    host,
    parser,
    root,
    sources,
    arranged,
    signal,
  );
  const paths = createModulePaths(
    new Set(files.map(({ file }) => file)),
    readModuleSettings(host, root, all),
  );
  const index = indexFiles(files, paths);
  const symbols = createSymbols(index);
  const linked = linkCalls(files, symbols);
  const routes = readRoutes(index, symbols, linked);
  const patterns = findPatterns(index, linked, routes, matches);
  return {
    facts: { root, functions: linked.functions, routes, patterns, skipped },
    ...{ all, parser, index, linked },
  };
}

/** Reads them one after the other, while other threads parse those that come next. */
async function readFiles(
  host: Host,
  parser: Parser,
  root: string,
  wanted: readonly string[],
  arranged: RuleSet,
  signal: AbortSignal | undefined,
) {
  const files: FileFacts[] = [];
  const matches = new Map<string, readonly RuleMatch[]>();
  const skipped: { file: string; reason: string }[] = [];
  const waiting: Promise<ParsedSource>[] = [];
  const sources = wanted.values();
  const begin = (): void => {
    const next = sources.next();
    if (next.done !== true) waiting.push(parseSource(host, parser, root, next.value));
  };
  for (let ahead = 0; ahead < PARSED_AHEAD; ahead += 1) begin();
  for (let count = 0; waiting.length > 0; count += 1) {
    if (count % FILES_AT_ONCE === 0) await breathe(signal);
    const { file, text, parsed } = await (waiting.shift() as Promise<ParsedSource>);
    begin();
    if (parsed.state === 'skipped') {
      skipped.push({ file, reason: parsed.reason });
      continue;
    }
    files.push(parsed.facts);
    const found = runRules(arranged, parsed.language, parsed.root, text);
    if (found.length > 0) matches.set(file, found);
  }
  return { files, matches, skipped };
}

interface ParsedSource {
  readonly file: string;
  readonly text: string;
  readonly parsed: ParsedFile;
}

async function parseSource(
  host: Host,
  parser: Parser,
  root: string,
  file: string,
): Promise<ParsedSource> {
  const text = readText(host, join(root, file));
  const reason = text === null ? 'it cannot be read' : reasonToSkip(text);
  if (text === null || reason !== null) {
    return { file, text: '', parsed: { state: 'skipped', reason: reason ?? '' } };
  }
  return { file, text, parsed: await parseFile(parser, file, text) };
}

/** null: it is not there, may not be read, or is a link to a folder. */
function readText(host: Host, path: string): string | null {
  try {
    return host.files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Lets signals and timers have their turn: parsing holds the thread. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal?.throwIfAborted();
}
