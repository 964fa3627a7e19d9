import { randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import {
  BISECT_SCHEMA,
  type BisectReport,
  bisectReportSchema,
} from '../model/documents/bisect-document.ts';
import {
  GATE_SCHEMA,
  type GateReport,
  gateReportSchema,
} from '../model/documents/gate-document.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
  profileDiffReportSchema,
} from '../model/documents/profile-diff-document.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
  profileReportSchema,
} from '../model/documents/profile-document.ts';
import { UserError } from '../model/user-error.ts';
import { type ExpectedDocument, parseVersioned } from './parse-versioned-json.ts';
import { stateSubfolder } from './project-state-folder.ts';
import {
  DOCUMENT_HEAD_BYTES,
  type DocumentFiles,
  type DocumentFolder,
  formatTimestamp,
  openDocumentFiles,
  parseDocumentHead,
  putScalarsFirst,
} from './timestamped-json-document-files.ts';

/** Levels that are serialized in chunks: a document, a comparison in it, its runs, their trials. */
const CHUNKED_LEVELS = 4;

/** Yields JSON in chunks: the raw values of all units exceed the maximum string length. */
export function* jsonChunks(value: unknown, depth = CHUNKED_LEVELS): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const isArray = Array.isArray(value);
  let opening = isArray ? '[' : '{';
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined && !isArray) continue;
    yield isArray ? opening : `${opening}${JSON.stringify(key)}:`;
    yield* jsonChunks(child, depth - 1);
    opening = ',';
  }
  const close = isArray ? ']' : '}';
  yield opening === ',' ? close : `${opening}${close}`;
}

/** Maximum size of a file to read, in bytes: about the maximum string length. */
const MAX_FILE_BYTES = 500_000_000;

/** Documents of one kind in a project, one file each. */
export interface DocumentStore<T> extends Pick<DocumentFiles, 'list' | 'head'> {
  /** Writes a document atomically, removes the oldest beyond the limit; returns the path. */
  readonly save: (document: T) => string;
  /** Returns null if there is no document of this id. @throws UserError if it is damaged. */
  readonly load: (id: string) => T | null;
}

export interface DocumentStoreOptions<T> extends Omit<DocumentFolder, 'isSafeToRemove'> {
  /** Kinds of documents that a file may contain, distinguished by the identifier of the schema. */
  readonly expected: readonly ExpectedDocument<T>[];
  /** Returns the part of an identifier after the timestamp: letters, digits and dashes. */
  readonly idSuffix: (document: T) => string;
  /** Returns the line of a document in lists; undefined: none. */
  readonly listLine: (document: T) => string | undefined;
}

export function createReportDocumentStore<T extends { readonly schema: string }>(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  { stateFolder, folder, keep, expected, idSuffix, listLine }: DocumentStoreOptions<T>,
): DocumentStore<T> {
  const { pathOf, list, head, nextStart, write } = openDocumentFiles(files, {
    stateFolder,
    folder,
    keep,
  });
  return {
    list,
    head,
    save: (document) => {
      const id = `${formatTimestamp(nextStart(clock.now()))}-${idSuffix(document)}`;
      write(id, withNewline(jsonChunks(putScalarsFirst(document, listLine(document)))));
      return pathOf(id);
    },
    // Only identifiers that exist become part of a path.
    load: (id) => {
      if (!list().includes(id)) return null;
      if (files.sizeOf(pathOf(id)) > MAX_FILE_BYTES) throw tooLarge(pathOf(id));
      const text = files.read(pathOf(id)) ?? '';
      const { schema } = parseDocumentHead(text.slice(0, DOCUMENT_HEAD_BYTES));
      const [first] = expected;
      const fitting = expected.find(({ identifier }) => identifier === schema) ?? first;
      if (fitting === undefined)
        throw new TypeError('no expected document type was specified for the store');
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
    message: `${path} is too large to read at once.`,
    remedy:
      'Inspect one scenario at a time: select only one scenario in the command that created the file.',
  });
}

/** Creates the store of a project's bisections, one file each under `.perf-harness/bisections/`. */
export function createBisectStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<BisectReport> {
  return createReportDocumentStore(host, {
    stateFolder,
    folder: stateSubfolder(stateFolder, 'bisections'),
    // Each contains the raw values of every unit.
    keep: 20,
    expected: [{ noun: 'bisection', identifier: BISECT_SCHEMA, schema: bisectReportSchema }],
    idSuffix: ({ seed }) => seed.toString(16),
    listLine: ({ good, bad }) => `${good.label} to ${bad.label}`,
  });
}

/** Creates the store of a project's gates, one file each under `.perf-harness/gates/`. */
export function createGateStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<GateReport> {
  return createReportDocumentStore(host, {
    stateFolder,
    folder: stateSubfolder(stateFolder, 'gates'),
    // Each contains the raw values of every unit.
    keep: 20,
    expected: [{ noun: 'gate', identifier: GATE_SCHEMA, schema: gateReportSchema }],
    idSuffix: () => randomBytes(2).toString('hex'),
    listLine: ({ base }) => (base === null ? 'budgets only' : `against ${base.label}`),
  });
}

/** Results of `profile`. */
export type AnyProfile = ProfileReport | ProfileDiffReport;

/** Kind of a result as encoded in its identifier. */
type ProfileKind = 'profile' | 'map' | 'difference';

/** Maximum number of stored profiles of all kinds. */
const MAX_STORED_PROFILES = 50;

const PROFILE_ID = /-(profile|map|difference)-[\da-f]+$/u;

/** Creates the store of a project's profiles, one file each under `.perf-harness/profiles/`. */
export function createProfileStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<AnyProfile> {
  return createReportDocumentStore<AnyProfile>(host, {
    stateFolder,
    folder: stateSubfolder(stateFolder, 'profiles'),
    keep: MAX_STORED_PROFILES,
    expected: [
      { noun: 'profile', identifier: PROFILE_SCHEMA, schema: profileReportSchema },
      { noun: 'profile', identifier: PROFILE_DIFF_SCHEMA, schema: profileDiffReportSchema },
    ],
    idSuffix: (report) => `${profileKind(report)}-${randomBytes(2).toString('hex')}`,
    listLine: (report) =>
      report.schema === PROFILE_SCHEMA ? undefined : `${report.base.label} to ${report.head.label}`,
  });
}

/** Returns the kind of a profile by its identifier, so that lists need not read the file. */
export function profileKindFromId(id: string): ProfileKind {
  return (PROFILE_ID.exec(id)?.[1] as ProfileKind | undefined) ?? 'profile';
}

function profileKind(report: AnyProfile): ProfileKind {
  if (report.schema === PROFILE_DIFF_SCHEMA) return 'difference';
  return report.map === undefined ? 'profile' : 'map';
}
