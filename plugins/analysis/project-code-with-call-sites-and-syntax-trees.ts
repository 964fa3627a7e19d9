import { join } from 'node:path';
import type { SgNode } from '@ast-grep/napi';
import type { Host } from '../../harness/host.ts';
import type { CodeCall, CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import { findPerRequestFunctions } from './detect/transitive-io-and-write-effects-of-functions.ts';
import type {
  RawCall,
  RawClass,
  RawFunction,
  RawImport,
  RawVariable,
} from './extract/calls-functions-and-imports-of-source-file.ts';
import { type ReadCodeOptions, readSources } from './extract-code-structure-of-project.ts';
import { type CodeLanguage, detectLanguage } from './load-parser.ts';

/**
 * Characters of source whose syntax trees are cached for good, at about 27 bytes each. Each rule
 * goes through the files of a project in turn, so evicting the oldest trees would miss every time.
 * Evicted trees often stay in memory anyway, since cached results of rules reference them; parsed
 * again they would be there twice.
 */
const MAX_TREE_CHARACTERS = 12_000_000;
/** Number of recent trees cached beyond that, since rules return to the file they work on. */
const MAX_RECENT_TREES = 50;

interface ParsedText<Tree> {
  readonly tree: Tree;
  readonly characters: number;
}

/** Caches syntax trees of up to `maxCharacters` of source, and the `maxRecent` last others. */
export function cacheSyntaxTrees<Tree>(
  parse: (file: string) => ParsedText<Tree>,
  { maxCharacters = MAX_TREE_CHARACTERS, maxRecent = MAX_RECENT_TREES } = {},
): (file: string) => Tree {
  const permanent = new Map<string, Tree>();
  const recent = new Map<string, Tree>();
  let cachedCharacters = 0;
  return (file) => {
    if (permanent.has(file)) return permanent.get(file) as Tree;
    if (recent.has(file)) return recent.get(file) as Tree;
    const { tree, characters } = parse(file);
    if (cachedCharacters + characters <= maxCharacters) {
      cachedCharacters += characters;
      permanent.set(file, tree);
      return tree;
    }
    recent.set(file, tree);
    const [oldest] = recent.size > maxRecent ? recent.keys() : [];
    if (oldest !== undefined) recent.delete(oldest);
    return tree;
  };
}

/** Maximum number of characters of source cached, since rules read the same files repeatedly. */
const MAX_TEXT_CHARACTERS = 60_000_000;

/** Caches the texts of files up to a limit; further files are read each time. */
function cacheTexts(
  read: (file: string) => string | null,
  maxCharacters = MAX_TEXT_CHARACTERS,
): (file: string) => string | null {
  const texts = new Map<string, string | null>();
  let cachedCharacters = 0;
  return (file) => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    const characters = text?.length ?? 0;
    if (cachedCharacters + characters <= maxCharacters) {
      cachedCharacters += characters;
      texts.set(file, text);
    }
    return text;
  };
}

/** Call site: a call, and the function that contains it. */
export interface CallSite {
  readonly function: number;
  readonly call: CodeCall;
  readonly raw: RawCall;
}

/** Code of a project: extracted facts, and syntax trees on demand. */
export interface ProjectCode {
  readonly facts: CodeFacts;
  /** Every file of the project, sources or not. */
  readonly files: readonly string[];
  /** Files that were read and understood. */
  readonly sources: readonly string[];
  /** File of a function, from the root of the project. */
  readonly fileOf: (index: number) => string;
  /** A function as it was read, by its index. */
  readonly functionAt: (index: number) => RawFunction;
  /** Index of the first function of a file, which stands for the file; −1 if it was not read. */
  readonly moduleFunctionOf: (file: string) => number;
  /** All calls of a function. */
  readonly callsOf: (index: number) => readonly CallSite[];
  /** Calls that lead to a function for sure. */
  readonly callersOf: (index: number) => readonly CallSite[];
  /** Functions that run while a request is served: route handlers and their callees. */
  readonly perRequest: ReadonlySet<number>;
  readonly classesOf: (file: string) => readonly RawClass[];
  readonly variablesOf: (file: string) => readonly RawVariable[];
  readonly importsOf: (file: string) => readonly RawImport[];
  /** The file of the project that an import leads to; null: it leads out of the project. */
  readonly resolveModule: (from: string, source: string) => string | null;
  /**
   * Qualified name of an expression in a function, without brackets: `requests.Session.get` for
   * `s.get` after `s = requests.Session()`. Modules of Node.js have the prefix `node:`. null if it
   * belongs to no package.
   */
  readonly qualifiedNameOf: (index: number, expression: string) => string | null;
  readonly languageOf: (file: string) => CodeLanguage | null;
  /** The text of a file; null: it cannot be read. */
  readonly textOf: (file: string) => string | null;
  /** True if reading the file already showed that the search has no match. */
  readonly hasNoMatch: (file: string, search: string) => boolean;
  /** Syntax tree of a file, parsed on demand; null: it cannot be parsed. */
  readonly syntaxOf: (file: string) => SgNode | null;
}

/** Reads a project, with access to its syntax in addition to the facts. None of its code is run. */
export async function openProjectCode(
  host: Host,
  root: string,
  options: ReadCodeOptions = {},
): Promise<ProjectCode> {
  const { facts, all, parser, index, symbols, linked, missing } = await readSources(
    host,
    root,
    options,
  );
  const { functions, rawCalls, offsets } = linked;
  const callsOf = memoizeByIndex((at: number): readonly CallSite[] =>
    (functions[at]?.calls ?? []).flatMap((call, position) => {
      const raw = rawCalls[at]?.[position];
      return raw === undefined ? [] : [{ function: at, call, raw }];
    }),
  );
  // Each rule looks up the names of the same calls.
  const qualifiedNamesOf = memoizeByIndex((): Map<string, string | null> => new Map());
  const toLocalIndex = (at: number): number => at - (offsets.get(functions[at]?.file ?? '') ?? 0);
  const fileOf = (at: number): string => functions[at]?.file ?? '';

  const textOf = cacheTexts((file) => {
    const path = join(root, file);
    return host.files.isFile(path) ? host.files.read(path) : null;
  });
  return {
    facts,
    fileOf,
    files: all,
    sources: [...index.files.keys()],
    callsOf,
    textOf,
    languageOf: detectLanguage,
    moduleFunctionOf: (file) => offsets.get(file) ?? -1,
    perRequest: findPerRequestFunctions(functions, facts.routes),
    functionAt: (at) => {
      const raw = index.files.get(fileOf(at))?.facts.functions[toLocalIndex(at)];
      if (raw === undefined) throw new RangeError(`there is no function ${at}`);
      return raw;
    },
    callersOf: createOnFirstCall(() => indexCallers(functions.map((_, at) => callsOf(at)))),
    classesOf: (file) => index.files.get(file)?.facts.classes ?? [],
    variablesOf: (file) => index.files.get(file)?.facts.variables ?? [],
    importsOf: (file) => index.files.get(file)?.facts.imports ?? [],
    resolveModule: index.resolveModule,
    qualifiedNameOf: (at, expression) => {
      const known = qualifiedNamesOf(at);
      const before = known.get(expression);
      if (before !== undefined) return before;
      const symbol = symbols.evaluate(fileOf(at), toLocalIndex(at), expression);
      const name = symbol?.type === 'package' ? symbol.name : null;
      known.set(expression, name);
      return name;
    },
    hasNoMatch: (file, search) => missing.get(file)?.includes(search) === true,
    syntaxOf: cacheSyntaxTrees((file) => {
      const language = detectLanguage(file);
      const text = textOf(file);
      const isRead = language !== null && text !== null && parser.lacks(language) === null;
      if (!isRead) return { tree: null, characters: 0 };
      return { tree: parser.parse(language, text).root(), characters: text.length };
    }),
  };
}

/** Indexes call sites by target; guessed targets are left out. */
function indexCallers(calls: readonly (readonly CallSite[])[]) {
  const callers = new Map<number, CallSite[]>();
  for (const site of calls.flat()) {
    for (const target of site.call.isGuess ? [] : site.call.targets) {
      const known = callers.get(target);
      if (known === undefined) callers.set(target, [site]);
      else known.push(site);
    }
  }
  return (at: number): readonly CallSite[] => callers.get(at) ?? [];
}

function memoizeByIndex<Value extends object>(
  compute: (index: number) => Value,
): (key: number) => Value {
  const values: Value[] = [];
  return (key) => {
    values[key] ??= compute(key);
    return values[key];
  };
}

function createOnFirstCall<Value>(create: () => (key: number) => Value): (key: number) => Value {
  let lookup: ((key: number) => Value) | null = null;
  return (key) => {
    lookup ??= create();
    return lookup(key);
  };
}
