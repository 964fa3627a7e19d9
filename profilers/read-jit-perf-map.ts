import type { CodePlace } from './create-v8-profiled-function.ts';

export interface CompiledCode {
  /** As V8 names it: `JS:*parse /app/parse.js:14:3`, `RegExp:a+b`. */
  readonly name: string;
}

export type FindCompiledCode = (address: number) => CompiledCode | null;

/** `18003840 450 JS:o+burn /app/burn.js:1:14`: beginning and length in hex, then the name. */
const LINE = /^(?<from>[0-9a-f]+) (?<length>[0-9a-f]+) (?<name>.+)$/;

/** Reads V8's code by address, from `--perf-basic-prof`; later code replaces what it overlaps. */
export function readJitPerfMap(text: string): FindCompiledCode {
  const codes = text
    .split('\n')
    .flatMap((line, order) => {
      const { from, length, name } = LINE.exec(line)?.groups ?? {};
      if (from === undefined || name === undefined) return [];
      // Addresses of user space have 47 bits.
      const start = Number.parseInt(from, 16);
      return [{ start, end: start + Number.parseInt(length ?? '0', 16), name, order }];
    })
    .toSorted((code, other) => code.start - other.start);
  return (address) => {
    let low = 0;
    let high = codes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((codes[middle]?.start ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    let best: (typeof codes)[number] | null = null;
    for (let index = low - 1; index >= Math.max(0, low - MAX_OVERLAPPING); index -= 1) {
      const code = codes[index];
      if (code === undefined || address >= code.end) continue;
      if (best === null || code.order > best.order) best = code;
    }
    return best === null ? null : { name: best.name };
  };
}

/** Number of code entries before an address to inspect, since few overlap. */
const MAX_OVERLAPPING = 16;

/** Tier before the name: `~` interpreted, `^` baseline, `+` Maglev, `*` TurboFan, `o` for OSR. */
const JS = /^(?:JS|LazyCompile|Function|Script|Eval):o?[~^+*]?'?(?<rest>.*)$/s;
const PLACED = /^(?<name>.*?) ?(?<file>\S*):(?<line>\d+):(?<column>\d+)$/s;

/** Returns the place of a function V8 names in its map or perf's stacks; null: no JavaScript. */
export function parseCompiledCodePlace(name: string): CodePlace | null {
  const rest = JS.exec(name)?.groups?.rest;
  if (rest === undefined) return null;
  const {
    name: functionName = rest,
    file = '',
    line = 0,
    column = 0,
  } = PLACED.exec(rest)?.groups ?? {};
  return {
    functionName,
    url: file,
    lineNumber: Number(line) - 1,
    columnNumber: Number(column) - 1,
  };
}
