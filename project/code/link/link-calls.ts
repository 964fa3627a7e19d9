import type { CodeCall, CodeFunction } from '../../../harness/model/program/code-facts.ts';
import { classifyCall } from '../classify-call.ts';
import { type FileFacts, MODULE_FUNCTION, type RawCall } from '../extract/file-facts.ts';
import type { CodeSymbol, Symbols } from './symbols.ts';

/** Functions of all files in one list, and where those of each file begin. */
export interface LinkedFunctions {
  readonly functions: readonly CodeFunction[];
  /** The same calls as they were read, by function and position. */
  readonly rawCalls: readonly (readonly RawCall[])[];
  /** Index of the first function of each file. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** Characters of the arguments that are kept: enough for an address, a statement, a key. */
const LONGEST_ARGUMENTS = 300;

/** Modules of Node.js that are imported without `node:`. */
const BUILTINS = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram diagnostics_channel dns events fs http http2 https inspector module net os path perf_hooks process querystring readline stream string_decoder timers tls url util v8 vm worker_threads zlib'.split(
    ' ',
  ),
);

/** Members that every array, promise, map, stream and the like has: a name that says nothing. */
const COMMON_MEMBERS = new Set(
  [Array, String, Map, Promise, Object, Number, RegExp, Date, Function, Set]
    .flatMap((one) => Object.getOwnPropertyNames(one.prototype))
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

/** Things that every program has, whose members are nobody's of the project. */
const GLOBALS =
  /^(?:process|console|Math|JSON|Reflect|Intl|Object|Array|Promise|Number|String|Date|Buffer|Symbol|globalThis|window|document|performance|crypto|URL|Atomics)\b/u;

/** Puts the files together: what each call leads to, and which package it is of. */
export function linkCalls(files: readonly FileFacts[], symbols: Symbols): LinkedFunctions {
  const offsets = new Map<string, number>();
  let count = 0;
  for (const { file, functions } of files) {
    offsets.set(file, count);
    count += functions.length;
  }
  const unique = uniqueNames(files, offsets);
  const functions = files.flatMap((facts) => {
    const exported = exportedNames(facts);
    const offset = offsets.get(facts.file) ?? 0;
    return facts.functions.map((raw, scope): CodeFunction => {
      const { name, line, endLine, isAsync, owner } = raw;
      const place = { file: facts.file, scope, offset, offsets, unique };
      // The same is called again and again in one function.
      const known = new Map<string, CodeSymbol | null>();
      const symbolOf = (callee: string): CodeSymbol | null => {
        let symbol = known.get(callee);
        if (symbol === undefined) {
          symbol = symbols.evaluate(facts.file, scope, callee);
          known.set(callee, symbol);
        }
        return symbol;
      };
      const calls = raw.calls.map((call) => linkCall(call, symbolOf(call.callee), symbols, place));
      const isExported = exported.has(name) || (owner !== null && exported.has(owner));
      return { name, file: facts.file, line, endLine, isAsync, isExported, calls };
    });
  });
  const rawCalls = files.flatMap((facts) => facts.functions.map(({ calls }) => calls));
  return { functions, rawCalls, offsets };
}

interface Place {
  readonly file: string;
  /** Function of the file that the call stands in. */
  readonly scope: number;
  readonly offset: number;
  readonly offsets: ReadonlyMap<string, number>;
  readonly unique: ReadonlyMap<string, number>;
}

function linkCall(
  call: RawCall,
  symbol: CodeSymbol | null,
  symbols: Symbols,
  place: Place,
): CodeCall {
  const { callee, line, endLine, isAwaited, loops, isConcurrent, isOverList } = call;
  const found = targetOf(symbol, callee, symbols, place);
  const isOutside = symbol?.type === 'package';
  const guess = found === null && !isOutside ? guessOf(callee, place) : null;
  const direct = found ?? guess;
  const source = symbol?.type === 'package' ? sourceName(symbol.source) : null;
  const callbacks = call.callbacks.map((local) => place.offset + local);
  return {
    ...{ callee, line, endLine, isAwaited, loops, isConcurrent, isOverList },
    arguments: call.argumentText.slice(0, LONGEST_ARGUMENTS),
    source,
    type:
      found === null
        ? classifyCall({ callee, source, isAwaited, argumentText: call.argumentText })
        : 'Unknown',
    targets: direct === null ? callbacks : [direct, ...callbacks],
    isGuess: guess !== null,
  };
}

function targetOf(
  symbol: CodeSymbol | null,
  callee: string,
  symbols: Symbols,
  { offsets }: Place,
): number | null {
  const globalIndex = (file: string, local: number): number => (offsets.get(file) ?? 0) + local;
  if (symbol?.type === 'function') return globalIndex(symbol.file, symbol.local);
  if (symbol?.type === 'module') {
    const main = symbols.exported(symbol.file, 'default');
    return main?.type === 'function' ? globalIndex(main.file, main.local) : null;
  }
  if (symbol?.type !== 'class' && !(symbol?.type === 'instance' && callee.startsWith('new '))) {
    return null;
  }
  const name = symbol.file.endsWith('.py') ? '__init__' : 'constructor';
  const built = symbols.evaluate(symbol.file, 0, `${symbol.name}.${name}`);
  return built?.type === 'function' ? globalIndex(built.file, built.local) : null;
}

/** By its name alone, where it is called on something and only one function has that name. */
function guessOf(callee: string, { unique }: Place): number | null {
  if (GLOBALS.test(callee)) return null;
  const name = /\.([\w$]+)$/u.exec(callee)?.[1];
  return name === undefined || COMMON_MEMBERS.has(name) ? null : (unique.get(name) ?? null);
}

/** Methods whose name only one function of the project has. */
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
  // `exports.x = function () {}` is named after what it is assigned to.
  const direct = functions.filter(({ name }) => name === 'default').map(({ name }) => name);
  return new Set([...names, ...direct].filter((name) => name !== MODULE_FUNCTION));
}

/** A module as it is known everywhere: those of Node.js with `node:`. */
export function sourceName(source: string): string {
  const first = source.split('/')[0] ?? '';
  return BUILTINS.has(first) ? `node:${source}` : source;
}
