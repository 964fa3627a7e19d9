import { join } from 'node:path';
import { z } from 'zod';
import type { Files } from '../../host/file-operations.ts';
import { readonlyObject } from '../../model/readonly-object-schema.ts';
import { parseVersioned } from '../parse-versioned-json.ts';
import { ensureStateFolder, stateSubfolder } from '../project-state-folder.ts';
import { withHistoryLock } from './history-file-lock.ts';
import { placeholders, type Sql } from './sql-database.ts';

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
  schema: z.literal('perf-harness/notes@1'),
  notes: z.array(noteSchema).readonly(),
});

const decisionSchema = readonlyObject({
  change: z.string().describe('Identifier of the change.'),
  decision: z.enum(['acknowledged', 'ignored', 'reopened']),
  reason: z.string(),
  author: z.string().describe('Author as configured in git.'),
  decidedAt: z.iso.datetime(),
});
export type ChangeDecision = z.infer<typeof decisionSchema>;

const decisionsSchema = readonlyObject({
  schema: z.literal('perf-harness/decisions@1'),
  decisions: z.array(decisionSchema).readonly(),
});

type Kind = 'notes' | 'decisions';

/** Returns all notes, oldest first. @throws UserError if the file is damaged. */
export function readNotes(files: Files, stateFolder: string): readonly Note[] {
  return readFile(files, stateFolder, 'notes', notesSchema)?.notes ?? [];
}

/** Returns all decisions about changes, oldest first. @throws UserError if the file is damaged. */
export function readDecisions(files: Files, stateFolder: string): readonly ChangeDecision[] {
  return readFile(files, stateFolder, 'decisions', decisionsSchema)?.decisions ?? [];
}

export function addNote(files: Files, stateFolder: string, note: Note): void {
  append(files, stateFolder, 'notes', () => [...readNotes(files, stateFolder), note]);
}

export function addDecision(files: Files, stateFolder: string, decision: ChangeDecision): void {
  append(files, stateFolder, 'decisions', () => [...readDecisions(files, stateFolder), decision]);
}

function readFile<T>(
  files: Files,
  stateFolder: string,
  kind: Kind,
  schema: z.ZodType<T>,
): T | null {
  const path = pathOf(stateFolder, kind);
  const text = files.read(path);
  const expected = { noun: `list of ${kind}`, identifier: `perf-harness/${kind}@1`, schema };
  return text === null ? null : parseVersioned(text, path, expected);
}

/** Rewrites a list atomically; concurrent commands are serialized by a lock. */
function append(
  files: Files,
  stateFolder: string,
  kind: Kind,
  entries: () => readonly (Note | ChangeDecision)[],
): void {
  ensureStateFolder(files, stateFolder);
  withHistoryLock(files, stateFolder, () => {
    const text = JSON.stringify({ schema: `perf-harness/${kind}@1`, [kind]: entries() }, null, 2);
    files.writeAtomic(pathOf(stateFolder, kind), `${text}\n`);
  });
}

function pathOf(stateFolder: string, kind: Kind): string {
  return join(stateSubfolder(stateFolder, 'history'), `${kind}.json`);
}

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
export function addStoredNotes(sql: Sql, added: readonly Note[]): Promise<void> {
  const columns = ['scenario', 'commit_hash', 'moment', 'body', 'author', 'noted_at'];
  const rows = added.map(({ scenario, place, text, author, notedAt }) => {
    const commit = place.by === 'commit' ? place.commit : null;
    const moment = place.by === 'commit' ? null : Date.parse(place.moment);
    return [scenario, commit, moment, text, author, Date.parse(notedAt)];
  });
  return insertNew(sql, 'notes', columns, rows);
}

/** Reads the decisions about changes by all users of a store, oldest first. */
export async function readStoredDecisions(sql: Sql): Promise<readonly ChangeDecision[]> {
  const rows = await sql.all(
    'SELECT change, decision, reason, author, decided_at FROM decisions ORDER BY decided_at, change, author',
  );
  return rows.map(({ change, decision, reason, author, decided_at: decidedAt }) => ({
    change: String(change),
    decision: decision as ChangeDecision['decision'],
    reason: String(reason),
    author: String(author),
    decidedAt: new Date(Number(decidedAt)).toISOString(),
  }));
}

/** Adds decisions; existing decisions are ignored. */
export function addStoredDecisions(sql: Sql, added: readonly ChangeDecision[]): Promise<void> {
  const columns = ['change', 'decided_at', 'decision', 'reason', 'author'];
  const rows = added.map(({ change, decision, reason, author, decidedAt }) => [
    change,
    Date.parse(decidedAt),
    decision,
    reason,
    author,
  ]);
  return insertNew(sql, 'decisions', columns, rows);
}

async function insertNew(
  sql: Sql,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const statement = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${placeholders(columns.length, 1)} ON CONFLICT DO NOTHING`;
  await sql.transaction(async () => {
    for (const row of rows) await sql.run(statement, row);
  });
}
