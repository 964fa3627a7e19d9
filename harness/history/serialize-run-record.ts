import { z } from 'zod';
import type { FileHeadAndTail } from '../host/file-operations.ts';
import { RECORD_SCHEMA, type RunRecord, runRecordSchema } from '../model/documents/run-record.ts';
import { verdictSchema } from '../model/scenario/budget.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';

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
export const HEAD_BYTES = 4_096;

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
export type RecordHead = Readonly<Omit<z.infer<typeof headSchema>, 'schema'>>;

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
export function parseRecordHead({ head, tail }: FileHeadAndTail): RecordHead | null {
  if (!tail.endsWith('}\n')) return null;
  const lines = head.split('\n').slice(0, HEAD_KEYS.length);
  const value = tryParseJson(`${lines.join('').replace(/,$/, '')}}`);
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) return null;
  const { schema: _, ...recordHead } = parsed.data;
  return recordHead;
}
