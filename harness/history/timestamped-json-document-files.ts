import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';

/** A single value in a document. */
export type ScalarValue = string | number | boolean | null;

/** Values that a list shows of a file without reading on: the scalars at its start. */
export type DocumentHead = Readonly<Record<string, ScalarValue>>;

/** Bytes of a file that a list reads. */
export const DOCUMENT_HEAD_BYTES = 4_096;

/** Name of the line that a list shows, which is in the file and not part of the document. */
const LISTED = 'listed';

const PAIR =
  /\s*"((?:[^"\\]|\\.)*)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*(?=[,}])/uy;

/** Puts single values after the schema, so lists read no raw values. @param listed - List line. */
export function putScalarsFirst<T extends { readonly schema: string }>(
  document: T,
  listed?: string,
): T {
  const entries = Object.entries(document);
  const isSingle = ([, value]: readonly [string, unknown]): boolean =>
    value === null || typeof value !== 'object';
  const { schema } = document;
  return Object.fromEntries([
    ['schema', schema],
    ...(listed === undefined ? [] : [[LISTED, listed]]),
    ...entries.filter(isSingle),
    ...entries.filter((entry) => !isSingle(entry)),
  ]) as T;
}

/** Returns the scalar values at the start of a file; none if it cannot be read. */
export function readDocumentHead(files: Pick<Files, 'readEnds'>, path: string): DocumentHead {
  return parseDocumentHead(files.readEnds(path, DOCUMENT_HEAD_BYTES)?.head ?? '');
}

/** Returns the scalar values at the start of a JSON text; none if it is something else. */
export function parseDocumentHead(text: string): DocumentHead {
  const found: [string, ScalarValue][] = [];
  let at = /^\s*\{/u.exec(text)?.[0].length ?? text.length;
  while (at < text.length) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(text);
    if (match === null) break;
    const pair = tryParseJson(`[${JSON.stringify(match[1])},${match[2]}]`);
    if (pair !== undefined) found.push(pair as [string, ScalarValue]);
    at = PAIR.lastIndex + 1;
  }
  return Object.fromEntries(found);
}

/**
 * Removes all but the newest `keep` files; those that cannot be removed now are retried next time.
 * @param paths - Oldest first.
 * @param written - The file just written stays, however old its name makes it look, since a clock
 * may have been set back.
 * @param isSafe - Called with all files to remove before any is removed; false keeps them all.
 */
export function removeOldFiles(
  files: Files,
  paths: readonly string[],
  keep: number,
  written: string,
  isSafe: (paths: readonly string[]) => boolean = () => true,
): void {
  const others = paths.filter((path) => path !== written);
  const old = others.slice(0, Math.max(0, others.length - keep + 1));
  if (!isSafe(old)) return;
  for (const path of old) files.removeIfAllowed(path);
}

/** The moment that an identifier begins with: `20260102T030405678Z`. */
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/u;
const STAMP_LENGTH = '20260102T030405678Z'.length;

/** Returns the start of an identifier of this moment. */
export function formatTimestamp(moment: Date): string {
  return moment.toISOString().replace(/[-:.]/gu, '');
}

/**
 * Returns the current time, or a time just after the newest identifier: a clock set back, or two
 * documents in one millisecond, would make a new document look old.
 */
export function nextTimestamp(now: Date, ids: readonly string[]): Date {
  const newest =
    ids
      .filter((id) => STAMP.test(id))
      .toSorted()
      .at(-1) ?? '';
  const iso = newest.slice(0, STAMP_LENGTH).replace(STAMP, '$1-$2-$3T$4:$5:$6.$7Z');
  const newestMs = Date.parse(iso);
  return newestMs >= now.getTime() ? new Date(newestMs + 1) : now;
}

const EXTENSION = '.json';

/** Files of a folder with one document each, by their identifiers. */
export interface DocumentFiles {
  readonly pathOf: (id: string) => string;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
  /** Returns the values that a list shows of a document; empty where it cannot be read. */
  readonly head: (id: string) => DocumentHead;
}

export function openDocumentFiles(
  files: Pick<Files, 'list' | 'readEnds'>,
  folder: string,
): DocumentFiles {
  const pathOf = (id: string): string => join(folder, `${id}${EXTENSION}`);
  return {
    pathOf,
    list: () =>
      files
        .list(folder)
        .filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.'))
        .map((name) => name.slice(0, -EXTENSION.length))
        .toSorted(),
    head: (id) => readDocumentHead(files, pathOf(id)),
  };
}
