import { pathToFileURL } from 'node:url';
import type { ChangedFileSpans } from '../change/changed-source-spans.ts';
import { mapToSourceLines } from './original-source-positions.ts';

/** Coverage of the functions with changed lines in this thread. */
export interface ChangeCoverage {
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
  /** Ends the counting, once each changed function was called: counting costs time. */
  readonly end: () => void;
}

interface Covered {
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

/** Counts calls from now on. */
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
  const files = new Map(watched.map((file) => [pathToFileURL(file.file).href, file]));
  /** Calls by function of a file, whichever copy of the module it was in. */
  const counts = new Map<string, Map<string, number>>();
  const spanCount = watched.reduce((sum, { spans }) => sum + spans.length, 0);
  let isDone = false;
  const before = new Map<number, number>();
  /** Returns the calls so far of the functions around the changed spans. */
  const take = (): ReturnType<typeof callsAt> => {
    session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error === null) for (const script of answer.result) note(script, files, counts);
    });
    return callsAt(files, counts);
  };
  return {
    unreached: () => {
      if (isDone) return [];
      const called = take();
      return called.length === 0
        ? null
        : called.filter(({ count }) => count === 0).map(({ start }) => start);
    },
    newlyReached: () => {
      if (isDone) return null;
      const called = take();
      if (called.length < spanCount) return null;
      return called.flatMap(({ start, count }) => {
        const isNew = count > (before.get(start) ?? 0);
        before.set(start, count);
        return isNew ? start : [];
      });
    },
    end: () => {
      isDone = true;
      session.disconnect();
    },
  };
}

function note(
  { url, functions }: Covered,
  files: ReadonlyMap<string, ChangedFileSpans>,
  counts: Map<string, Map<string, number>>,
): void {
  const file = url.replace(/\?.*$/u, '');
  const watched = files.get(file);
  const toSource = watched === undefined ? null : mapToSourceLines(url);
  if (watched === undefined || (watched.isTransformed && toSource === null)) return;
  const length = Math.max(0, ...functions.flatMap(({ ranges }) => ranges[0]?.endOffset ?? 0));
  const known = counts.get(file) ?? new Map<string, number>();
  counts.set(file, known);
  for (const { ranges } of functions) {
    const [whole] = ranges;
    // Code of the module runs whether or not a function is called.
    if (whole === undefined || (whole.startOffset === 0 && whole.endOffset === length)) continue;
    const range = { start: whole.startOffset, end: whole.endOffset };
    const { start, end } = toSource?.(range) ?? range;
    const key = `${start} ${end}`;
    known.set(key, (known.get(key) ?? 0) + whole.count);
  }
}

/** Counts the calls of the innermost function around each span. */
function callsAt(
  files: ReadonlyMap<string, ChangedFileSpans>,
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>,
): readonly { readonly start: number; readonly count: number }[] {
  return [...files].flatMap(([file, { spans }]) => {
    const all = [...(counts.get(file) ?? [])].map(([key, count]) => {
      const [start = 0, end = 0] = key.split(' ').map(Number);
      return { start, end, count };
    });
    return spans.flatMap((span) => {
      const [inner] = all
        .filter(({ start, end }) => start <= span.start && span.end <= end)
        .toSorted((a, b) => a.end - a.start - (b.end - b.start));
      return inner === undefined ? [] : [{ start: span.start, count: inner.count }];
    });
  });
}
