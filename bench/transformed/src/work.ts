import type { Token } from './token.ts';

/** Cuts a text into words, numbers and signs: loops, branches, small objects. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const code: number = text.charCodeAt(at);
    if (code >= 97 && code <= 122) {
      while (text.charCodeAt(at) >= 97 && text.charCodeAt(at) <= 122) at += 1;
      found.push({ kind: 'word', text: text.slice(start, at) });
    } else if (code >= 48 && code <= 57) {
      while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at += 1;
      found.push({ kind: 'number', text: text.slice(start, at) });
    } else {
      at += 1;
      if (code !== 32) found.push({ kind: 'sign', text: text.slice(start, at) });
    }
  }
  return found;
}

/** A typical class of a store, with fields, private fields, accessors and a static field. */
class Counter<Key> {
  static made = 0;
  readonly #counts = new Map<Key, number>();
  private last: Key | undefined = undefined;

  constructor() {
    Counter.made += 1;
  }

  add(key: Key, by = 1): this {
    this.last = key;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
    return this;
  }

  get largest(): number {
    return Math.max(...this.#counts.values());
  }

  get latest(): Key | undefined {
    return this.last;
  }
}

export function count(words: readonly string[]): number {
  const counter = new Counter<string>();
  for (const word of words) counter.add(word);
  return counter.largest + (counter.latest?.length ?? 0);
}

/** Destructuring, spreading, defaults and optional chaining. */
export function merge(records: readonly Readonly<Record<string, number>>[]): number {
  let sum = 0;
  for (const { a = 1, ...rest } of records) {
    const joined: Record<string, number> = { ...rest, a, total: a + (rest.b ?? 0) };
    sum += joined.total ?? 0;
  }
  return sum;
}

/** A generator behind closures. */
export function sumOfSquares(below: number): number {
  function* even(): Generator<number> {
    for (let value = 0; value < below; value += 2) yield value;
  }
  const square = <N extends number>(value: N): number => value * value;
  let sum = 0;
  for (const value of even()) sum += square(value);
  return sum;
}

export async function awaited(times: number): Promise<number> {
  const next = async (value: number): Promise<number> => value + 1;
  let value = 0;
  for (let index = 0; index < times; index += 1) value = await next(value);
  return value;
}
