import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';
import { ensureStateFolder } from './project-state-folder.ts';

export type ScalarValue = string | number | boolean | null;

/** Scalars at the start of a file, which lists show without reading the rest. */
export type DocumentHead = Readonly<Record<string, ScalarValue>>;

/** Number of bytes of a file that lists read. */
export const DOCUMENT_HEAD_BYTES = 4_096;

/** Key of the line that lists show, which only the file contains, not the document. */
const LIST_LINE_KEY = 'listed';

const SCALAR_MEMBER =
  /\s*"((?:[^"\\]|\\.)*)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*(?=[,}])/uy;

/** Moves scalars to the start, for lists. @param listLine - Line that lists show. */
export function putScalarsFirst<T extends { readonly schema: string }>(
  document: T,
  listLine?: string,
): T {
  const entries = Object.entries(document);
  const isSingle = ([, value]: readonly [string, unknown]): boolean =>
    value === null || typeof value !== 'object';
  const { schema } = document;
  return Object.fromEntries([
    ['schema', schema],
    ...(listLine === undefined ? [] : [[LIST_LINE_KEY, listLine]]),
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
    SCALAR_MEMBER.lastIndex = at;
    const match = SCALAR_MEMBER.exec(text);
    if (match === null) break;
    const pair = tryParseJson(`[${JSON.stringify(match[1])},${match[2]}]`);
    if (pair !== undefined) found.push(pair as [string, ScalarValue]);
    at = SCALAR_MEMBER.lastIndex + 1;
  }
  return Object.fromEntries(found);
}

/** Timestamp at the start of an identifier: `20260102T030405678Z`. */
const STAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z/u;
const STAMP_LENGTH = '20260102T030405678Z'.length;

export function formatTimestamp(moment: Date): string {
  return moment.toISOString().replace(/[-:.]/gu, '');
}

/**
 * Returns the current time, or a time just after the newest identifier if that is later, as when the
 * clock was set back, so that a new document always sorts last.
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

/** Location of documents, and how many of them are kept. */
export interface DocumentFolder {
  readonly stateFolder: string;
  readonly folder: string;
  /** Number of newest documents to keep. */
  readonly keep: number;
  /** Called with all files to remove before any is removed; false keeps them all. */
  readonly isSafeToRemove?: (paths: readonly string[]) => boolean;
}

export interface DocumentFiles {
  readonly pathOf: (id: string) => string;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
  /** Returns the values of a document that lists show; empty if it cannot be read. */
  readonly head: (id: string) => DocumentHead;
  /** Returns the start time of a new document, so that its identifier sorts after all others. */
  readonly nextStart: (now: Date) => Date;
  /**
   * Writes a document atomically, and removes the oldest beyond the limit; those that cannot be
   * removed now are retried next time. The new document stays, even if it looks old because the
   * clock was set back.
   */
  readonly write: (id: string, text: string | Iterable<string>) => void;
}

export function openDocumentFiles(
  files: Files,
  { stateFolder, folder, keep, isSafeToRemove = () => true }: DocumentFolder,
): DocumentFiles {
  const pathOf = (id: string): string => join(folder, `${id}${EXTENSION}`);
  const list = (): readonly string[] =>
    files
      .list(folder)
      .filter((name) => name.endsWith(EXTENSION) && !name.startsWith('.'))
      .map((name) => name.slice(0, -EXTENSION.length))
      .toSorted();
  return {
    pathOf,
    list,
    head: (id) => readDocumentHead(files, pathOf(id)),
    nextStart: (now) => nextTimestamp(now, list()),
    write: (id, text) => {
      ensureStateFolder(files, stateFolder, folder);
      files.writeAtomic(pathOf(id), text);
      const others = list().filter((other) => other !== id);
      const old = others.slice(0, Math.max(0, others.length - keep + 1)).map(pathOf);
      if (!isSafeToRemove(old)) return;
      for (const path of old) files.removeIfAllowed(path);
    },
  };
}
