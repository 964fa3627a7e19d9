import { join } from 'node:path';
import type { Files, LineWriter } from '../host/files.ts';
import { type RunRecord, runRecordSchema } from '../model/record.ts';
import type { Trial } from '../model/trial.ts';
import { UserError } from '../model/user-error.ts';

/** A record that is being measured: each trial is on disk as soon as it is over. */
export interface Journal {
  readonly append: (trial: Trial) => void;
  /** Puts the finished record in place of the journal, whole or not at all. */
  readonly finish: (record: RunRecord) => void;
}

/** The records of a project, one file each under `.perf-harness/runs/`. */
export interface RecordStore {
  readonly begin: (record: RunRecord) => Journal;
  /** Identifiers of all records, oldest first. */
  readonly list: () => readonly string[];
  /** @throws UserError where there is none, or where it is damaged. */
  readonly load: (id: string) => RunRecord;
}

const IGNORE =
  '# Written by perf-harness. Baselines are meant to be committed.\n*\n!.gitignore\n!baselines/\n!baselines/**\n';

export function createRecordStore(files: Files, stateFolder: string): RecordStore {
  const folder = join(stateFolder, 'runs');
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    begin: (record) => {
      const ignore = join(stateFolder, '.gitignore');
      if (!files.isFile(ignore)) files.writeAtomic(ignore, IGNORE);
      return beginJournal(files, folder, record);
    },
    list: () =>
      files
        .list(folder)
        .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
        .map((name) => name.slice(0, -'.json'.length)),
    load: (id) => readRecord(files, pathOf(id)),
  };
}

function beginJournal(files: Files, folder: string, record: RunRecord): Journal {
  const path = join(folder, `${record.id}.jsonl.partial`);
  const writer: LineWriter = files.appendLines(path);
  writer.write(JSON.stringify({ ...record, owner: process.pid }));
  return {
    append: (trial) => writer.write(JSON.stringify(trial)),
    finish: (finished) => {
      writer.close();
      files.writeAtomic(join(folder, `${record.id}.json`), `${JSON.stringify(finished)}\n`);
      files.remove(path);
    },
  };
}

/** Reads one record from a file. @throws UserError naming file and damage. */
export function readRecord(files: Files, path: string): RunRecord {
  const text = files.read(path);
  if (text === null) {
    throw new UserError({
      code: 'record-not-found',
      message: `There is no record at ${path}.`,
      remedy: 'See what there is with: perf-harness report --list',
    });
  }
  const parsed = runRecordSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new UserError({ code: 'record-damaged', message: `The record ${path} is damaged.` });
  }
  return parsed.data;
}
