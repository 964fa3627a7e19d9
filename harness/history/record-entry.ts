import { basename } from 'node:path';
import type { Files } from '../host/files.ts';
import { RECORD_SCHEMA, type RunRecord, runRecordSchema } from '../model/documents/record.ts';
import { UserError } from '../model/user-error.ts';
import { type Expected, parseVersioned } from './parse-versioned.ts';
import { HEAD_BYTES, parseHead, type RecordHead } from './record-text.ts';

/** A record in a list. */
export type KnownRecord = RecordHead & { readonly path: string };

/** A file among the records that cannot be read. */
export interface DamagedRecord {
  readonly state: 'damaged';
  readonly id: string;
  readonly path: string;
  /** What is wrong with it, one paragraph. */
  readonly problem: string;
}

export type RecordEntry = KnownRecord | DamagedRecord;

/** Ending of a record's file. */
export const RECORD_EXTENSION = '.json';

export const RECORD_FILE: Expected<RunRecord> = {
  noun: 'record',
  identifier: RECORD_SCHEMA,
  schema: runRecordSchema,
};

/** Whether an entry can be loaded. */
export function isKnown(entry: RecordEntry): entry is KnownRecord {
  return entry.state !== 'damaged';
}

/** What a list says about one file. Reads it whole only where its beginning does not tell. */
export function readEntry(files: Files, path: string): RecordEntry {
  const id = basename(path, RECORD_EXTENSION);
  try {
    const ends = files.readEnds(path, HEAD_BYTES);
    const head = ends === null ? null : parseHead(ends);
    if (head !== null) return { ...head, path };
    const { state, scenario, kind, startedAt, finishedAt, verdict } = parseVersioned(
      files.read(path) ?? '',
      path,
      RECORD_FILE,
    );
    return { id, path, state, scenario, kind, startedAt, finishedAt, verdict };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: 'damaged', id, path, problem: error.message };
  }
}
