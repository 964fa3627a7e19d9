import type { Host } from '../host.ts';
import { UserError } from '../model/user-error.ts';
import {
  DOCUMENT_HEAD_BYTES,
  type DocumentHead,
  documentFiles,
  headFirst,
  keepNewest,
  laterMoment,
  readHead,
  stampOf,
} from './document-files.ts';
import { type Expected, parseVersioned } from './parse-versioned.ts';
import { ensureStateFolder } from './state-folder.ts';

/** Levels that are written piece by piece: a document, a comparison in it, its runs, their trials. */
const DEPTH = 4;

/** JSON in pieces: what holds all units' raw values is more than one string can hold. */
export function* jsonParts(value: unknown, depth = DEPTH): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const isArray = Array.isArray(value);
  let opening = isArray ? '[' : '{';
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined && !isArray) continue;
    yield isArray ? opening : `${opening}${JSON.stringify(key)}:`;
    yield* jsonParts(one, depth - 1);
    opening = ',';
  }
  const close = isArray ? ']' : '}';
  yield opening === ',' ? close : `${opening}${close}`;
}

/** Bytes of a file that is read: about what one string can hold. */
const LARGEST = 500_000_000;

/** Documents of a kind that a project keeps, one file each. */
export interface DocumentStore<T> {
  /**
   * Writes one whole or not at all, and removes the oldest that are beyond those to keep.
   * @returns The path of the file.
   */
  readonly save: (document: T) => string;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
  /** What a list says of one; empty where it cannot be read. */
  readonly head: (id: string) => DocumentHead;
  /** null: there is none of this identifier. @throws UserError where it is damaged. */
  readonly load: (id: string) => T | null;
}

export interface DocumentStoreOptions<T> {
  readonly stateFolder: string;
  /** Where in it they are. */
  readonly folder: string;
  /** The newest so many stay. */
  readonly keep: number;
  /** What a file may hold, told apart by the identifier of its schema. */
  readonly expected: readonly Expected<T>[];
  /** End of an identifier, behind the moment: letters, digits and dashes. */
  readonly endingOf: (document: T) => string;
  /** Line of a document in a list; undefined: none. */
  readonly listedAs: (document: T) => string | undefined;
}

export function createDocumentStore<T extends { readonly schema: string }>(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  { stateFolder, folder, keep, expected, endingOf, listedAs }: DocumentStoreOptions<T>,
): DocumentStore<T> {
  const { pathOf, list, head } = documentFiles(files, folder);
  return {
    list,
    save: (document) => {
      ensureStateFolder(files, stateFolder, folder);
      const kept = list();
      const id = `${stampOf(laterMoment(clock.now(), kept))}-${endingOf(document)}`;
      files.writeAtomic(
        pathOf(id),
        withNewline(jsonParts(headFirst(document, listedAs(document)))),
      );
      keepNewest(files, kept.map(pathOf), keep, pathOf(id));
      return pathOf(id);
    },
    head,
    // Only names that are in the folder are ever part of a path.
    load: (id) => {
      if (!list().includes(id)) return null;
      if (files.sizeOf(pathOf(id)) > LARGEST) throw tooLarge(pathOf(id));
      const text = files.read(pathOf(id)) ?? '';
      const { schema } = readHead(text.slice(0, DOCUMENT_HEAD_BYTES));
      const [first] = expected;
      const fitting = expected.find(({ identifier }) => identifier === schema) ?? first;
      if (fitting === undefined) throw new TypeError('a store of nothing');
      return parseVersioned(text, pathOf(id), fitting);
    },
  };
}

function* withNewline(parts: Iterable<string>): Generator<string> {
  yield* parts;
  yield '\n';
}

function tooLarge(path: string): UserError {
  return new UserError({
    code: 'document-too-large',
    message: `${path} is too large to be read at once.`,
    remedy: 'Look at its scenarios one by one: name them in the command that has made it.',
  });
}
