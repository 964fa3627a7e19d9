import { join } from 'node:path';
import { z } from 'zod';
import type { Files, LineWriter } from '../host/file-operations.ts';
import {
  identifyProcess,
  type ProcessIdentity,
} from '../host/process/process-identity-and-liveness.ts';
import { type RunRecord, runRecordSchema } from '../model/documents/run-record.ts';
import { type Trial, trialSchema } from '../model/trial.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';
import { RECORD_EXTENSION, serializeRecord } from './find-run-record-by-id-or-latest.ts';

/** Extension of the file of a record that is being measured. */
export const JOURNAL_EXTENSION = '.jsonl.partial';

const JOURNAL_SCHEMA = 'perf-harness/journal@1';

const headerSchema = z.object({
  schema: z.literal(JOURNAL_SCHEMA),
  owner: z.object({ pid: z.int(), startedTicks: z.string().nullable() }),
  record: runRecordSchema,
});

/** File of a record that is being measured, to which each trial is appended when it is finished. */
export interface Journal {
  readonly append: (trial: Trial) => void;
  /** Atomically replaces the journal by the finished record. */
  readonly finish: (record: RunRecord) => void;
}

export interface JournalContent {
  readonly owner: ProcessIdentity;
  /** Record before the first trial. */
  readonly record: RunRecord;
  readonly trials: readonly Trial[];
  /** Number of unreadable lines, apart from a truncated last one. */
  readonly lostLines: number;
}

/**
 * Begins a journal: one line with the record and its owner, then one line per trial. The first line
 * is written atomically, so no journal lacks an owner.
 */
export function beginJournal(files: Files, folder: string, record: RunRecord): Journal {
  const path = join(folder, `${record.id}${JOURNAL_EXTENSION}`);
  const owner = identifyProcess(process.pid);
  files.writeAtomic(path, `${JSON.stringify({ schema: JOURNAL_SCHEMA, owner, record })}\n`);
  const writer: LineWriter = files.appendLines(path);
  return {
    append: (trial) => writer.write(JSON.stringify(trial)),
    finish: (finished) => {
      writer.close();
      files.writeAtomic(join(folder, `${record.id}${RECORD_EXTENSION}`), serializeRecord(finished));
      files.remove(path);
    },
  };
}

/** Parses a journal as far as it is readable; null if its first line is not. */
export function parseJournal(text: string): JournalContent | null {
  const [first, ...rest] = text.split('\n');
  const header = headerSchema.safeParse(tryParseJson(first ?? ''));
  if (!header.success) return null;
  // Text after the last line break is a line that was not completely written.
  rest.pop();
  const trials: Trial[] = [];
  let lostLines = 0;
  for (const line of rest) {
    const trial = trialSchema.safeParse(tryParseJson(line));
    if (trial.success) trials.push(trial.data);
    else lostLines += 1;
  }
  return { owner: header.data.owner, record: header.data.record, trials, lostLines };
}
