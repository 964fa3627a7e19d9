import { join } from 'node:path';
import { z } from 'zod';
import type { Files } from '../../host/file-operations.ts';
import { readonlyObject } from '../../model/readonly-object-schema.ts';
import { parseVersioned } from '../parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from '../project-state-folder.ts';
import { withHistoryLock } from './history-file-lock.ts';
import type { Sql } from './sql-database.ts';

const NOTES_SCHEMA = 'perf-harness/notes@1';

/** Maximum number of characters of a note, which is shown next to a chart. */
export const LONGEST_NOTE = 300;

const placeSchema = z.discriminatedUnion('by', [
  readonlyObject({ by: z.literal('commit'), commit: z.string() }),
  readonlyObject({ by: z.literal('moment'), moment: z.iso.datetime() }),
]);

const noteSchema = readonlyObject({
  scenario: z.string().nullable().describe('null: applies to all scenarios.'),
  place: placeSchema.describe(
    'The note applies from the first run of that commit, or from that time on.',
  ),
  text: z.string().min(1).max(LONGEST_NOTE),
  author: z.string().describe('Author as configured in git.'),
  notedAt: z.iso.datetime(),
});
export type Note = z.infer<typeof noteSchema>;

const notesSchema = readonlyObject({
  schema: z.literal(NOTES_SCHEMA),
  notes: z.array(noteSchema).readonly(),
});

/** Returns all notes, oldest first. @throws UserError if the file is damaged. */
export function readNotes(files: Files, stateFolder: string): readonly Note[] {
  const path = pathIn(stateFolder);
  const text = files.read(path);
  if (text === null) return [];
  const expected = { noun: 'list of notes', identifier: NOTES_SCHEMA, schema: notesSchema };
  return parseVersioned(text, path, expected).notes;
}

/** Adds a note atomically; concurrent additions are serialized by a lock. */
export function addNote(files: Files, stateFolder: string, note: Note): void {
  ensureStateFolder(files, stateFolder);
  withHistoryLock(files, stateFolder, () => {
    const notes = [...readNotes(files, stateFolder), note];
    const text = JSON.stringify({ schema: NOTES_SCHEMA, notes }, null, 2);
    files.writeAtomic(pathIn(stateFolder), `${text}\n`);
  });
}

/** Reads the notes of all users of a store, oldest first. */
export async function readStoredNotes(sql: Sql): Promise<readonly Note[]> {
  const rows = await sql.all(
    'SELECT scenario, commit_hash, moment, body, author, noted_at FROM notes ORDER BY noted_at, author',
  );
  return rows.map(({ scenario, commit_hash: commit, moment, body, author, noted_at: notedAt }) => ({
    scenario: scenario === null ? null : String(scenario),
    place:
      commit === null
        ? { by: 'moment', moment: new Date(Number(moment)).toISOString() }
        : { by: 'commit', commit: String(commit) },
    text: String(body),
    author: String(author),
    notedAt: new Date(Number(notedAt)).toISOString(),
  }));
}

/** Adds notes; existing notes are ignored. */
export async function addStoredNotes(sql: Sql, added: readonly Note[]): Promise<void> {
  if (added.length === 0) return;
  await sql.transaction(async () => {
    for (const { scenario, place, text, author, notedAt } of added) {
      const [commit, moment] =
        place.by === 'commit' ? [place.commit, null] : [null, Date.parse(place.moment)];
      await sql.run(
        'INSERT INTO notes (scenario, commit_hash, moment, body, author, noted_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        [scenario, commit, moment, text, author, Date.parse(notedAt)],
      );
    }
  });
}

function pathIn(stateFolder: string): string {
  return join(stateSubfolder(stateFolder, 'history'), 'notes.json');
}
