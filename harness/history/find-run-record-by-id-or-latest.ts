import { basename } from 'node:path';
import { z } from 'zod';
import type { FileHeadAndTail, Files } from '../host/file-operations.ts';
import { RECORD_SCHEMA, type RunRecord, runRecordSchema } from '../model/documents/run-record.ts';
import { verdictSchema } from '../model/scenario/budget.ts';
import { nearestWord } from '../model/scenario/suggest-nearest-word.ts';
import { UserError } from '../model/user-error.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';
import { type ExpectedDocument, parseVersioned } from './parse-versioned-json.ts';

/** Maximum number of identifiers that an error lists. */
const MAX_LISTED_IDS = 5;

export const LATEST_KEY = 'latest';

/** Finds a record by `latest`, id or unique prefix. @throws UserError on no or several matches. */
export function findRecord(entries: readonly RecordEntry[], key: string): RecordEntry {
  if (key === LATEST_KEY) return newest(entries);
  const exact = entries.find(({ id }) => id === key);
  if (exact !== undefined) return exact;
  const matching = key === '' ? [] : entries.filter(({ id }) => id.startsWith(key));
  if (matching.length === 1 && matching[0] !== undefined) return matching[0];
  if (matching.length > 1) {
    const shown = matching.slice(-MAX_LISTED_IDS).map(({ id }) => id);
    const more =
      matching.length > MAX_LISTED_IDS ? ` and ${matching.length - MAX_LISTED_IDS} more` : '';
    throw new UserError({
      code: 'record-ambiguous',
      message: `"${key}" fits ${matching.length} records: ${shown.join(', ')}${more}.`,
      remedy: 'Pass more characters of the identifier.',
    });
  }
  throw notFound(entries, key);
}

function newest(entries: readonly RecordEntry[]): LoadableRecord {
  const [last] = entries.filter(isLoadable).toSorted((a, b) => (a.id < b.id ? 1 : -1));
  if (last !== undefined) return last;
  const damaged = entries.length === 0 ? '' : ` that can be read (${entries.length} unreadable)`;
  throw new UserError({
    code: 'record-not-found',
    message: `There is no record yet${damaged}.`,
    remedy: 'Measure something first: perf-harness run',
  });
}

function notFound(entries: readonly RecordEntry[], key: string): UserError {
  const near = nearestWord(
    key,
    entries.map(({ id }) => id),
  );
  return new UserError({
    code: 'record-not-found',
    message: `There is no record "${key}" in this project (${entries.length} in total).`,
    remedy:
      near === null
        ? 'Pass an identifier or its prefix, "latest", or a file path.'
        : `Did you mean ${near}?`,
  });
}

/** Readable record of a list. */
export type LoadableRecord = RecordHead & { readonly path: string };

/** File of a list that cannot be read. */
export interface DamagedRecord {
  readonly state: 'damaged';
  readonly id: string;
  readonly path: string;
  /** Problem with the file, one paragraph. */
  readonly problem: string;
}

export type RecordEntry = LoadableRecord | DamagedRecord;

export const RECORD_EXTENSION = '.json';

export const RECORD_FILE: ExpectedDocument<RunRecord> = {
  noun: 'record',
  identifier: RECORD_SCHEMA,
  schema: runRecordSchema,
};

/** True if an entry can be loaded. */
export function isLoadable(entry: RecordEntry): entry is LoadableRecord {
  return entry.state !== 'damaged';
}

/** Returns the list entry of a file; reads the whole file only if its start is insufficient. */
export function readEntry(files: Files, path: string): RecordEntry {
  const id = basename(path, RECORD_EXTENSION);
  try {
    const ends = files.readEnds(path, HEAD_BYTES);
    const head = ends === null ? null : parseRecordHead(ends);
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

/** Keys at the start of a record's file, one per line, so that lists need not read the rest. */
const HEAD_KEYS = [
  'schema',
  'id',
  'state',
  'scenario',
  'kind',
  'startedAt',
  'finishedAt',
  'verdict',
] as const;

/** Number of bytes that lists read at either end; a longer scenario name requires a full read. */
const HEAD_BYTES = 4_096;

const headSchema = z.object({
  schema: z.literal(RECORD_SCHEMA),
  id: z.string(),
  state: runRecordSchema.unwrap().shape.state,
  scenario: z.string(),
  kind: runRecordSchema.unwrap().shape.kind,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  verdict: verdictSchema,
});

/** Values of a record that lists show. */
type RecordHead = Readonly<Omit<z.infer<typeof headSchema>, 'schema'>>;

/** Yields a record's file in parts: JSON with one key per line and one trial per line. */
export function* serializeRecord(record: RunRecord): Generator<string> {
  const { trials, ...rest } = record;
  let opening = '{';
  for (const key of new Set<string>([...HEAD_KEYS, ...Object.keys(rest)])) {
    yield `${opening}${JSON.stringify(key)}:${JSON.stringify(rest[key as keyof typeof rest])}`;
    opening = ',\n';
  }
  yield ',\n"trials":[';
  let separator = '\n';
  for (const trial of trials) {
    yield `${separator}${JSON.stringify(trial)}`;
    separator = ',\n';
  }
  yield trials.length === 0 ? ']}\n' : '\n]}\n';
}

/** Parses the start of a record's file; null if the whole file must be read. */
function parseRecordHead({ head, tail }: FileHeadAndTail): RecordHead | null {
  if (!tail.endsWith('}\n')) return null;
  const lines = head.split('\n').slice(0, HEAD_KEYS.length);
  const value = tryParseJson(`${lines.join('').replace(/,$/, '')}}`);
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) return null;
  const { schema: _, ...recordHead } = parsed.data;
  return recordHead;
}
