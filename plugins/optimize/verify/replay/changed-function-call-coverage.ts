import { readFileSync } from 'node:fs';
import { findSourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A range of UTF-16 offsets of a text. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

export interface ChangedFileSpans {
  /** Absolute. */
  readonly file: string;
  readonly spans: readonly SourceRange[];
  /** True if a compiler makes the running code, whose offsets a source map tells. */
  readonly isTransformed: boolean;
}

/** Coverage of the functions with changed lines in this thread. */
interface ChangeCoverage {
  /**
   * Returns the offsets of changed spans in functions that were not called; null if unknown, as no
   * function has a changed line or coverage is unavailable.
   */
  readonly unreached: () => readonly number[] | null;
  /**
   * Returns the offsets of changed spans in functions called since the last call of this method;
   * null if unknown, or if code outside of functions changed, which every function may depend on.
   */
  readonly newlyReached: () => readonly number[] | null;
  /** Stops counting, which costs time; to be called once each changed function was called. */
  readonly end: () => void;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly {
      readonly startOffset: number;
      readonly endOffset: number;
      readonly count: number;
    }[];
  }[];
}

const UNKNOWN: ChangeCoverage = {
  unreached: () => null,
  newlyReached: () => null,
  end: () => undefined,
};

export async function watchChangeCoverage(
  watched: readonly ChangedFileSpans[],
): Promise<ChangeCoverage> {
  if (watched.length === 0) return UNKNOWN;
  const { Session } = await import('node:inspector');
  const session = new Session();
  try {
    session.connect();
  } catch {
    // Some releases do not allow a restricted process to inspect itself.
    return UNKNOWN;
  }
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  const files = watched.map(
    (file): WatchedFile => ({
      ...file,
      url: pathToFileURL(file.file).href,
      functions: new Map(),
    }),
  );
  const spanCount = watched.reduce((sum, { spans }) => sum + spans.length, 0);
  let isDone = false;
  /** Calls at the last `newlyReached`, by the offset of the span. */
  const lastCounts = new Map<number, number>();
  /** Returns the calls so far of the innermost function around each changed span. */
  const takeCounts = () => {
    session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error === null) for (const script of answer.result) addCounts(script, files);
    });
    return files.flatMap(countCallsOfSpans);
  };
  return {
    unreached: () => {
      if (isDone) return [];
      const called = takeCounts();
      return called.length === 0
        ? null
        : called.filter(({ count }) => count === 0).map(({ start }) => start);
    },
    newlyReached: () => {
      if (isDone) return null;
      const called = takeCounts();
      if (called.length < spanCount) return null;
      return called.flatMap(({ start, count }) => {
        const isNew = count > (lastCounts.get(start) ?? 0);
        lastCounts.set(start, count);
        return isNew ? start : [];
      });
    },
    end: () => {
      isDone = true;
      session.disconnect();
    },
  };
}

interface WatchedFile extends ChangedFileSpans {
  readonly url: string;
  /** Calls by place in the source, whichever copy of the module the function was in. */
  readonly functions: Map<string, SourceRange & { count: number }>;
}

/** Adds the calls of a script's functions, at offsets in the source, if it is a watched file. */
function addCounts({ url, functions }: ScriptCoverage, files: readonly WatchedFile[]): void {
  const file = files.find((candidate) => candidate.url === url.replace(/\?.*$/u, ''));
  const toSource = file === undefined ? null : mapToSourceLines(url);
  if (file === undefined || (file.isTransformed && toSource === null)) return;
  const length = Math.max(0, ...functions.flatMap(({ ranges }) => ranges[0]?.endOffset ?? 0));
  for (const { ranges } of functions) {
    // The first range is that of the whole function.
    const [body] = ranges;
    // Code of the module runs whether or not a function is called.
    if (body === undefined || (body.startOffset === 0 && body.endOffset === length)) continue;
    const range = { start: body.startOffset, end: body.endOffset };
    const place = toSource?.(range) ?? range;
    const key = `${place.start} ${place.end}`;
    const known = file.functions.get(key) ?? { ...place, count: 0 };
    file.functions.set(key, known);
    known.count += body.count;
  }
}

function countCallsOfSpans({ functions, spans }: WatchedFile) {
  return spans.flatMap((span) => {
    const [innermost] = [...functions.values()]
      .filter(({ start, end }) => start <= span.start && span.end <= end)
      .toSorted((a, b) => a.end - a.start - (b.end - b.start));
    return innermost === undefined ? [] : [{ start: span.start, count: innermost.count }];
  });
}

/**
 * Returns a function that maps ranges of running code to whole lines of its source file; null: the
 * code runs as it is written, or has no source map.
 * @param url - Of the module, as the engine names it.
 */
function mapToSourceLines(url: string): ((range: SourceRange) => SourceRange) | null {
  const map = findSourceMap(url);
  // The getter is not in the type definitions; releases without it cannot map offsets.
  const lengths = (map as { readonly lineLengths?: readonly number[] } | undefined)?.lineLengths;
  if (map === undefined || lengths === undefined) return null;
  const source = readFileSync(fileURLToPath(url.replace(/[?#].*$/u, '')), 'utf8');
  const sourceLines = lineOffsets(source.split('\n').map(({ length }) => length));
  const codeLines = lineOffsets(lengths);
  const lineOf = (offset: number): number => {
    const line = Math.max(
      0,
      codeLines.findLastIndex((start) => start <= offset),
    );
    const entry = map.findEntry(line, offset - (codeLines[line] ?? 0));
    return 'originalLine' in entry ? entry.originalLine : 0;
  };
  return ({ start, end }) => ({
    start: sourceLines[lineOf(start)] ?? 0,
    end: (sourceLines[lineOf(end - 1) + 1] ?? source.length + 1) - 1,
  });
}

/** Returns the offset at which each line starts, by their lengths without line ends. */
export function lineOffsets(lengths: readonly number[]): readonly number[] {
  let next = 0;
  return lengths.map((length) => {
    const start = next;
    next += length + 1;
    return start;
  });
}
