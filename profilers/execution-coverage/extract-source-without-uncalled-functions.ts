import type { CoveredFunction } from './v8-script-coverage.ts';

export interface UncalledFunction {
  /** Empty if it has none. */
  readonly name: string;
  /** From 1, in the text as it was loaded. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export interface ExecutedSource {
  /** The text without the functions that were never called, and without empty lines. */
  readonly text: string;
  readonly idle: readonly UncalledFunction[];
}

/** Comment, name and keywords that precede a function and belong to it. */
const HEAD =
  /(?:(?:\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)\s*)*(?:export\s+(?:default\s+)?)?(?:(?:const|let|var)\s+[\w$]+\s*=\s*|(?:module\.)?exports(?:\.[\w$]+)?\s*=\s*|(?:static\s+)?(?:get\s+|set\s+)?)(?:async\s+)?$/u;
/** Tokens that may follow a function that is a statement or a member. */
const TAIL = /^\s*[;,]/u;
/** Comment that Node.js appends to a source after stripping its types. */
const STRIPPED = '\n\n//# sourceURL=';
/** Comments with the location of a text, which differs between the sides. */
export const SOURCE_PLACES = /^\/\/[#@] source(?:Mapping)?URL=.*$/gmu;
/** Longest comment that counts as part of a function, characters. */
const HEAD_LENGTH = 2_000;

/**
 * Returns the text without functions that never ran; null if it is not the executed text. @param
 * threads - Record of each thread.
 */
export function extractExecutedSource(
  { text, url }: { readonly text: string; readonly url: string },
  threads: readonly (readonly CoveredFunction[])[],
): ExecutedSource | null {
  const calls = new Map<string, number>();
  for (const { functionName, ranges } of threads.flat()) {
    const [whole] = ranges;
    if (whole === undefined) continue;
    const key = JSON.stringify([whole.startOffset, whole.endOffset, functionName]);
    calls.set(key, (calls.get(key) ?? 0) + whole.count);
  }
  const functions = [...calls].map(([key, count]) => {
    const [start, end, name] = JSON.parse(key) as [number, number, string];
    return { start, end, name, count };
  });
  const lengths = [text.length, text.length + `${STRIPPED}${url}`.length];
  if (!functions.some(({ start, end }) => start === 0 && lengths.includes(end))) return null;
  const idle: UncalledFunction[] = [];
  let ran = '';
  let doneTo = 0;
  for (const { start, end, name, count } of functions.toSorted((a, b) => a.start - b.start)) {
    // Functions inside a function that never ran are skipped, since that is removed as a whole.
    if (count > 0 || start < doneTo) continue;
    const before = text.slice(Math.max(doneTo, start - HEAD_LENGTH), start);
    const head = HEAD.exec(before)?.[0].length ?? 0;
    ran += text.slice(doneTo, start - head);
    const above = text.slice(0, start).split('\n');
    const column = (above.at(-1)?.length ?? 0) + 1;
    idle.push({ name, line: above.length, column, text: text.slice(start, end) });
    doneTo = end + (TAIL.exec(text.slice(end))?.[0].length ?? 0);
  }
  ran += text.slice(doneTo);
  return {
    text: ran
      .replace(SOURCE_PLACES, '')
      .replace(/\s*\n\s*/gu, '\n')
      .trim(),
    idle,
  };
}
