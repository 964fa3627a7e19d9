import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import { addNote, LONGEST_NOTE, type Note, readNotes } from '../../harness/history/store/notes.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { isFine, tryGit } from '../../harness/snapshot/git/run-git.ts';
import { authorOf } from './author-of.ts';
import type { HistoryOptions } from './history-options.ts';
import { type HistoryPlace, historyPlace } from './history-place.ts';
import { openHistory } from './open-history.ts';

/** What is written beside trends. */
export interface NoteRequest {
  /** null: beside those of all scenarios. */
  readonly scenario: string | null;
  /** A day, a moment, or a commit, as somebody has typed it. */
  readonly when: string;
  readonly text: string;
}

/** Notes beside trends, oldest first: by all who share a store, or in the state folder. */
export async function notesOf(
  files: Host['files'],
  { stateFolder, database }: HistoryPlace,
  store: HistoryStore,
): Promise<readonly Note[]> {
  return database === null ? readNotes(files, stateFolder) : store.notes();
}

/**
 * Keeps a note where all who look at the history see it, under the name that git has of who writes.
 * @throws UserError where it is empty or too long, or its place is none.
 */
export async function takeNote(
  host: Host,
  { config }: Pick<HistoryOptions, 'config'>,
  { scenario, when, text }: NoteRequest,
  signal: AbortSignal,
): Promise<Note> {
  const body = text.trim();
  if (body === '' || body.length > LONGEST_NOTE) {
    throw unfit(`A note has from 1 to ${LONGEST_NOTE} characters; this one has ${body.length}.`);
  }
  const note: Note = {
    scenario,
    place: await placeOf(host, config.root, when.trim(), signal),
    text: body,
    author: await authorOf(host, config.root, signal),
    notedAt: host.clock.now().toISOString(),
  };
  const place = historyPlace(host, config);
  if (place.database === null) {
    addNote(host.files, place.stateFolder, note);
    return note;
  }
  const { store } = await openHistory(host, place);
  try {
    await store.addNotes([note]);
  } finally {
    await store.close();
  }
  return note;
}

const COMMIT = /^[\da-f]{7,40}$/iu;
const MOMENT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?$/u;

async function placeOf(
  host: Host,
  root: string,
  when: string,
  signal: AbortSignal,
): Promise<Note['place']> {
  if (MOMENT.test(when)) {
    const moment = new Date(
      `${when.replace(' ', 'T').replace(/Z$/u, '')}${when.length > 10 ? 'Z' : ''}`,
    );
    if (!Number.isNaN(moment.getTime())) return { by: 'moment', moment: moment.toISOString() };
  }
  if (COMMIT.test(when)) {
    return { by: 'commit', commit: await wholeName(host, root, when.toLowerCase(), signal) };
  }
  throw unfit(`"${when}" is neither a day such as 2026-01-31 nor a commit of 7 digits or more.`);
}

/** Where git does not know it, as on another machine, what was typed has to do. */
async function wholeName(
  host: Host,
  root: string,
  commit: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
    const result = await tryGit(host, args, { cwd: root, signal });
    return isFine(result) ? result.stdout.trim() : commit;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return commit;
  }
}

function unfit(message: string): UserError {
  return new UserError({
    code: 'history-note',
    message,
    remedy: 'Nothing was kept: write it anew.',
  });
}
