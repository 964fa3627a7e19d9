import { join } from 'node:path';
import type { Files } from '../host/files.ts';
import { DOCUMENT_HEAD_BYTES, type DocumentHead, readHead } from './document-head.ts';

const EXTENSION = '.json';

/** The files of a folder that holds one document each, by their identifiers. */
export interface DocumentFiles {
  readonly pathOf: (id: string) => string;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
  /** What a list says of one; empty where it cannot be read. */
  readonly head: (id: string) => DocumentHead;
}

export function documentFiles(
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
    head: (id) => readHead(files.readEnds(pathOf(id), DOCUMENT_HEAD_BYTES)?.head ?? ''),
  };
}
