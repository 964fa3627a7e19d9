import {
  addNote,
  LONGEST_NOTE,
  type Note,
} from '../../harness/history/store/user-notes-and-decisions.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readGitAuthor, resolveCommitHash } from './history-git-queries.ts';
import type { HistoryOptions } from './history-report-options.ts';
import { resolveHistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** A note to attach to trends. */
export interface NoteRequest {
  /** Name of a scenario; null: the note is shown with all scenarios. */
  readonly scenario: string | null;
  /** A day, a point in time or a commit, as typed by the user. */
  readonly when: string;
  readonly text: string;
}

/**
 * Saves a note for everyone who reads the history, with the author's name from git.
 * @throws UserError if the note is empty or too long, or if its place is neither a day nor a
 * commit.
 */
export async function saveNote(
  host: Host,
  { config }: Pick<HistoryOptions, 'config'>,
  { scenario, when, text }: NoteRequest,
  signal: AbortSignal,
): Promise<Note> {
  const body = text.trim();
  if (body === '' || body.length > LONGEST_NOTE) {
    throw unfit(
      `A note must contain 1 to ${LONGEST_NOTE} characters; this note contains ${body.length}.`,
    );
  }
  const note: Note = {
    scenario,
    place: await placeOf(host, config.root, when.trim(), signal),
    text: body,
    author: await readGitAuthor(host, config.root, signal),
    notedAt: host.clock.now().toISOString(),
  };
  const place = resolveHistoryStorageLocation(host, config);
  if (place.database === null) addNote(host.files, place.stateFolder, note);
  else await withHistory(host, place, ({ store }) => store.addNotes([note]));
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
    const commit = when.toLowerCase();
    // A commit that git does not know, for example one from another machine, is stored as typed.
    return {
      by: 'commit',
      commit: (await resolveCommitHash(host, root, commit, signal)) ?? commit,
    };
  }
  throw unfit(
    `"${when}" is neither a date such as 2026-01-31 nor a commit hash of at least 7 digits.`,
  );
}

function unfit(message: string): UserError {
  return new UserError({
    code: 'history-note',
    message,
    remedy: 'The note was not saved; correct it and try again.',
  });
}
