import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';

/** A piece of a text, by UTF-16 offsets. */
export interface ChangedSpan {
  readonly start: number;
  readonly end: number;
}

/** Changed spans of a file, in the offsets that the engine uses. */
export interface ChangedFileSpans {
  /** Absolute. */
  readonly file: string;
  readonly spans: readonly ChangedSpan[];
}

/**
 * Returns the lines of a text that are not in the earlier text. null: their place in the running
 * code is unknown, because lines were only removed, or because that code is made from the text in
 * another way than by blanking types.
 */
export function findChangedSpans(
  path: string,
  before: string,
  after: string,
): readonly ChangedSpan[] | null {
  if (/\.(?:jsx|tsx)$/u.test(path)) return null;
  if (/\.[cm]?ts$/u.test(path) && !isStripped(after)) return null;
  const known = new Set(before.split('\n').map((line) => line.trim()));
  const spans: ChangedSpan[] = [];
  let start = 0;
  for (const line of after.split('\n')) {
    const text = line.trim();
    if (text !== '' && !known.has(text)) {
      const from = start + line.indexOf(text);
      spans.push({ start: from, end: from + text.length });
    }
    start += line.length + 1;
  }
  return spans.length === 0 ? null : spans;
}

/** True if removing the types only blanks them, so that no position moves. */
function isStripped(text: string): boolean {
  // Its warning about being experimental is irrelevant to users of a loop.
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Returns the spans to watch in the changed version of a file; empty if it cannot be watched. */
export function findSpansAfter(
  { files: { read } }: Host,
  { base, head, file }: { readonly base: string; readonly head: string; readonly file: string },
): readonly ChangedFileSpans[] {
  const [before, after] = [read(join(base, file)), read(join(head, file))];
  const spans = before === null || after === null ? null : findChangedSpans(file, before, after);
  return spans === null ? [] : [{ file: join(head, file), spans }];
}
