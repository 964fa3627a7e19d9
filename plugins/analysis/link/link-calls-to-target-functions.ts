import type {
  CodeCall,
  CodeFunction,
} from '../../../harness/model/program/code-analysis-results.ts';
import {
  type FileFacts,
  MODULE_FUNCTION,
  type RawCall,
} from '../extract/calls-functions-and-imports-of-source-file.ts';
import { classifyCall } from '../known-library-calls.ts';
import { type CodeSymbol, normalizeModuleName } from './code-symbol.ts';
import type { SymbolResolver } from './symbol-resolver.ts';
import { toFunctionSymbol } from './type-resolver.ts';

/** Functions of all files in one list, and the index of each file's first function. */
export interface LinkedFunctions {
  readonly functions: readonly CodeFunction[];
  /** The same calls as they were read, by function and position. */
  readonly rawCalls: readonly (readonly RawCall[])[];
  /** Index of the first function of each file. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** Characters of the arguments stored: enough for a URL, a statement or a key. */
const MAX_ARGUMENT_CHARACTERS = 300;

/** Members of arrays, promises, maps, streams and the like: too common to identify a function. */
const COMMON_MEMBERS = new Set(
  [Array, String, Map, Promise, Object, Number, RegExp, Date, Function, Set]
    .flatMap((builtIn) => Object.getOwnPropertyNames(builtIn.prototype))
    .concat(
      'addEventListener removeEventListener connect disconnect on once off emit end write send close open start stop run log info warn error debug'.split(
        ' ',
      ),
    )
    .concat(
      'json status query render use post put patch listen next init load save update create remove'.split(
        ' ',
      ),
    )
    .concat(
      'append items format strip split encode decode execute commit read parse all test find'.split(
        ' ',
      ),
    ),
);

/** Global objects, whose members never belong to the project. */
const GLOBALS =
  /^(?:process|console|Math|JSON|Reflect|Intl|Object|Array|Promise|Number|String|Date|Buffer|Symbol|globalThis|window|document|performance|crypto|URL|Atomics)\b/u;

export interface CallLink extends Pick<CodeCall, 'source' | 'type' | 'isGuess'> {
  /** Index of the function it calls directly; null if it is outside the project or unknown. */
  readonly direct: number | null;
}

export type CallLinks = readonly (readonly CallLink[])[];

export function findLinks(files: readonly FileFacts[], symbols: SymbolResolver): CallLinks {
  const offsets = computeOffsets(files);
  const unique = uniqueNames(files, offsets);
  return files.flatMap(({ file, functions }) => {
    const offset = offsets.get(file) ?? 0;
    return functions.map((raw, scope) => {
      const context = { file, scope, offset, offsets, unique };
      // Functions often repeat the same callee.
      const known = new Map<string, CodeSymbol | null>();
      return raw.calls.map((call) => {
        const cached = known.get(call.callee);
        const symbol = cached === undefined ? symbols.evaluate(file, scope, call.callee) : cached;
        known.set(call.callee, symbol);
        return linkCall(call, symbol, symbols, context);
      });
    });
  });
}

export function linkCalls(files: readonly FileFacts[], links: CallLinks): LinkedFunctions {
  const offsets = computeOffsets(files);
  const functions = files.flatMap((facts) => {
    const exported = exportedNames(facts);
    const offset = offsets.get(facts.file) ?? 0;
    return facts.functions.map((raw, scope): CodeFunction => {
      const { name, line, endLine, isAsync, owner } = raw;
      const functionLinks = links[offset + scope] ?? [];
      const calls = raw.calls.flatMap((call, at) => {
        const link = functionLinks[at];
        return link === undefined ? [] : [toCodeCall(call, link, offset)];
      });
      const isExported = exported.has(name) || (owner !== null && exported.has(owner));
      return { name, file: facts.file, line, endLine, isAsync, isExported, calls };
    });
  });
  const rawCalls = files.flatMap((facts) => facts.functions.map(({ calls }) => calls));
  return { functions, rawCalls, offsets };
}

function computeOffsets(files: readonly FileFacts[]): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let count = 0;
  for (const { file, functions } of files) {
    offsets.set(file, count);
    count += functions.length;
  }
  return offsets;
}

interface CallContext {
  readonly file: string;
  /** Index in the file of the function that contains the call. */
  readonly scope: number;
  readonly offset: number;
  readonly offsets: ReadonlyMap<string, number>;
  readonly unique: ReadonlyMap<string, number>;
}

function linkCall(
  { callee, isAwaited, argumentText }: RawCall,
  symbol: CodeSymbol | null,
  symbols: SymbolResolver,
  context: CallContext,
): CallLink {
  const found = findTarget(symbol, callee, symbols, context);
  const isOutside = symbol?.type === 'package' && symbol.isReturned !== true;
  const packageSymbol = isOutside && found === null ? symbol : null;
  const guess = found === null && packageSymbol === null ? guessTarget(callee, context) : null;
  const source = packageSymbol === null ? null : normalizeModuleName(packageSymbol.source);
  const type =
    found === null ? classifyCall({ callee, source, isAwaited, argumentText }) : 'Unknown';
  return { source, type, direct: found ?? guess, isGuess: guess !== null };
}

function toCodeCall(call: RawCall, link: CallLink, offset: number): CodeCall {
  const { callee, line, endLine, isAwaited, loops, isConcurrent, isOverList } = call;
  const { source, type, direct, isGuess } = link;
  const callbacks = call.callbacks.map((local) => offset + local);
  return {
    callee,
    line,
    endLine,
    isAwaited,
    loops,
    isConcurrent,
    isOverList,
    arguments: call.argumentText.slice(0, MAX_ARGUMENT_CHARACTERS),
    source,
    type,
    targets: direct === null ? callbacks : [direct, ...callbacks],
    isGuess,
  };
}

function findTarget(
  symbol: CodeSymbol | null,
  callee: string,
  symbols: SymbolResolver,
  { offsets }: CallContext,
): number | null {
  const globalIndex = (file: string, local: number): number => (offsets.get(file) ?? 0) + local;
  const called = toFunctionSymbol(symbol);
  if (called !== null) return globalIndex(called.file, called.local);
  if (symbol?.type === 'module') {
    const main = symbols.resolveExport(symbol.file, 'default');
    return main?.type === 'function' ? globalIndex(main.file, main.local) : null;
  }
  if (symbol?.type !== 'class' && !(symbol?.type === 'instance' && callee.startsWith('new '))) {
    return null;
  }
  const name = symbol.file.endsWith('.py') ? '__init__' : 'constructor';
  const built = symbols.evaluate(symbol.file, 0, `${symbol.name}.${name}`);
  return built?.type === 'function' ? globalIndex(built.file, built.local) : null;
}

/** Guesses the target by method name, if only one function of the project has that name. */
function guessTarget(callee: string, { unique }: CallContext): number | null {
  if (GLOBALS.test(callee)) return null;
  const name = /\.([\w$]+)$/u.exec(callee)?.[1];
  return name === undefined || COMMON_MEMBERS.has(name) ? null : (unique.get(name) ?? null);
}

/** Indexes methods whose name is unique in the project. */
function uniqueNames(
  files: readonly FileFacts[],
  offsets: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const found = new Map<string, number | null>();
  for (const { file, functions } of files) {
    for (const [local, { name, owner }] of functions.entries()) {
      if (owner === null && !name.includes('.')) continue;
      const bare = name.slice(name.lastIndexOf('.') + 1);
      found.set(bare, found.has(bare) ? null : (offsets.get(file) ?? 0) + local);
    }
  }
  return new Map([...found].flatMap(([name, index]) => (index === null ? [] : [[name, index]])));
}

function exportedNames({ exports, functions }: FileFacts): ReadonlySet<string> {
  const names = exports.flatMap(({ local, source }) => (source === null ? [local] : []));
  // `exports.x = function () {}` takes the name of its assignment target.
  const direct = functions.filter(({ name }) => name === 'default').map(({ name }) => name);
  return new Set([...names, ...direct].filter((name) => name !== MODULE_FUNCTION));
}
