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
import { ensureStateFolder, stateSubfolder } from './project-state-folder.ts';
import {
  DOCUMENT_HEAD_BYTES,
  type DocumentHead,
  formatTimestamp,
  nextTimestamp,
  openDocumentFiles,
  parseDocumentHead,
  putScalarsFirst,
  removeOldFiles,
} from './timestamped-json-document-files.ts';

/** Nesting levels serialized in chunks: a document, a comparison in it, its runs, their trials. */
const DEPTH = 4;

/** Yields JSON in chunks: raw values of all units exceed the maximum length of a string. */
export function* jsonChunks(value: unknown, depth = DEPTH): Generator<string> {
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

/** Maximum size of a file to read, in bytes: about the maximum length of a string. */
const LARGEST = 500_000_000;

/** Documents of one kind in a project, one file each. */
export interface DocumentStore<T> {
  /** Writes a document atomically, removes the oldest beyond the limit; returns the path. */
  readonly save: (document: T) => string;
  /** Identifiers, oldest first. */
  readonly list: () => readonly string[];
  /** Returns the values that a list shows of a document; empty where it cannot be read. */
  readonly head: (id: string) => DocumentHead;
  /** Returns null if there is no document of this id. @throws UserError if it is damaged. */
  readonly load: (id: string) => T | null;
}

export interface DocumentStoreOptions<T> {
  readonly stateFolder: string;
  /** Folder of the documents within the state folder. */
  readonly folder: string;
  /** Number of newest documents to keep. */
  readonly keep: number;
  /** Kinds of documents that a file may contain, distinguished by the identifier of the schema. */
  readonly expected: readonly ExpectedDocument<T>[];
  /** End of an identifier, behind the moment: letters, digits and dashes. */
  readonly endingOf: (document: T) => string;
  /** Line of a document in a list; undefined if it is not listed. */
  readonly listedAs: (document: T) => string | undefined;
}

export function createReportDocumentStore<T extends { readonly schema: string }>(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  { stateFolder, folder, keep, expected, endingOf, listedAs }: DocumentStoreOptions<T>,
): DocumentStore<T> {
  const { pathOf, list, head } = openDocumentFiles(files, folder);
  return {
    list,
    save: (document) => {
      ensureStateFolder(files, stateFolder, folder);
      const kept = list();
      const id = `${formatTimestamp(nextTimestamp(clock.now(), kept))}-${endingOf(document)}`;
      files.writeAtomic(
        pathOf(id),
        withNewline(jsonChunks(putScalarsFirst(document, listedAs(document)))),
      );
      removeOldFiles(files, kept.map(pathOf), keep, pathOf(id));
      return pathOf(id);
    },
    head,
    // Only names that are in the folder are ever part of a path.
    load: (id) => {
      if (!list().includes(id)) return null;
      if (files.sizeOf(pathOf(id)) > LARGEST) throw tooLarge(pathOf(id));
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
    endingOf: ({ seed }) => seed.toString(16),
    listedAs: ({ good, bad }) => `${good.label} to ${bad.label}`,
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
    endingOf: () => randomBytes(2).toString('hex'),
    listedAs: ({ base }) => (base === null ? 'budgets only' : `against ${base.label}`),
  });
}

/** Results of `profile`. */
export type AnyProfile = ProfileReport | ProfileDiffReport;

/** Kind of a result as encoded in its identifier. */
type ProfileSort = 'profile' | 'map' | 'difference';

/** Number of profiles stored, all kinds together. */
const KEEP = 50;

const NAME = /-(profile|map|difference)-[\da-f]+$/u;

/** Creates the store of a project's profiles, one file each under `.perf-harness/profiles/`. */
export function createProfileStore(
  host: Pick<Host, 'files' | 'clock'>,
  stateFolder: string,
): DocumentStore<AnyProfile> {
  return createReportDocumentStore<AnyProfile>(host, {
    stateFolder,
    folder: stateSubfolder(stateFolder, 'profiles'),
    keep: KEEP,
    expected: [
      { noun: 'profile', identifier: PROFILE_SCHEMA, schema: profileReportSchema },
      { noun: 'profile', identifier: PROFILE_DIFF_SCHEMA, schema: profileDiffReportSchema },
    ],
    endingOf: (report) => `${sortOf(report)}-${randomBytes(2).toString('hex')}`,
    listedAs: (report) =>
      report.schema === PROFILE_SCHEMA ? undefined : `${report.base.label} to ${report.head.label}`,
  });
}

/** By its identifier, so that a list need not read it. */
export function profileKindFromId(id: string): ProfileSort {
  return (NAME.exec(id)?.[1] as ProfileSort | undefined) ?? 'profile';
}

function sortOf(report: AnyProfile): ProfileSort {
  if (report.schema === PROFILE_DIFF_SCHEMA) return 'difference';
  return report.map === undefined ? 'profile' : 'map';
}
