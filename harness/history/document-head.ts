/** A single value in a document. */
export type Single = string | number | boolean | null;

/** What a list shows of a file without reading on: the single values that it begins with. */
export type DocumentHead = Readonly<Record<string, Single>>;

/** Bytes of a file that a list reads. */
export const DOCUMENT_HEAD_BYTES = 4_096;

/** Name of the line that a list shows, which is in the file and not part of the document. */
const LISTED = 'listed';

const PAIR =
  /\s*"((?:[^"\\]|\\.)*)"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*(?=[,}])/uy;

/**
 * A document as a file holds it: its single values first, behind its schema, so that a list need not
 * read the raw values. @param listed - What a list says of it.
 */
export function headFirst<T extends { readonly schema: string }>(document: T, listed?: string): T {
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

/** The single values that a text of JSON begins with; none where it is something else. */
export function readHead(text: string): DocumentHead {
  const found: [string, Single][] = [];
  let at = /^\s*\{/u.exec(text)?.[0].length ?? text.length;
  while (at < text.length) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(text);
    if (match === null) break;
    const pair = parsed(`[${JSON.stringify(match[1])},${match[2]}]`);
    if (pair !== null) found.push(pair);
    at = PAIR.lastIndex + 1;
  }
  return Object.fromEntries(found);
}

function parsed(text: string): [string, Single] | null {
  try {
    return JSON.parse(text) as [string, Single];
  } catch {
    return null;
  }
}
