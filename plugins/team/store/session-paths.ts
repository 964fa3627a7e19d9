import { join } from 'node:path';

/** Folder of all sessions in the project, with a `.gitignore` that excludes it. */
export const SESSIONS_FOLDER = '.workflow';

/** Paths of a session's files, absolute (TEAM-16). */
export interface SessionPaths {
  /** Folder of all sessions. */
  readonly all: string;
  readonly folder: string;
  readonly session: string;
  readonly tasks: string;
  readonly task: (id: string) => string;
  /** Report of a worker, by the attempt of its claim. */
  readonly report: (id: string, attempt: number) => string;
  /** Pending batch of writes; absent: all are done. */
  readonly commit: string;
  /** Requests of people while a coordinator works. */
  readonly inbox: string;
  /** Record of the coordinator, written by itself. */
  readonly holder: string;
  /** A path of an artefact, which is relative and has `/`. */
  readonly artefact: (path: string) => string;
  /** Folders that every session has, even if empty. */
  readonly folders: readonly string[];
}

export function resolveSessionPaths(root: string, id: string): SessionPaths {
  const folder = join(root, SESSIONS_FOLDER, id);
  const below = (...names: readonly string[]): string => join(folder, ...names);
  return {
    all: join(root, SESSIONS_FOLDER),
    folder,
    session: below('session.json'),
    tasks: below('tasks'),
    task: (task) => below('tasks', `${task}.json`),
    report: (task, attempt) => below('reports', `${task}.${attempt}.json`),
    commit: below('commit.json'),
    inbox: below('inbox'),
    holder: below('coordinator.txt'),
    artefact: (path) => below(...path.split('/')),
    folders: ['artifacts', 'explorations', 'wisdom', 'discussions'].map((name) => below(name)),
  };
}
