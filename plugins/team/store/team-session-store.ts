import { join } from 'node:path';
import { EXIT, type Host, storage, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { hasRole } from '../coordinate/find-ready-tasks.ts';
import type { SessionTransition } from '../coordinate/session-reducer.ts';
import {
  NAMESPACES_FOLDER,
  resolveSessionPaths,
  type SessionPaths,
  SHARED_MEMORY_FILE,
} from '../session/session-artifact-paths.ts';
import {
  claimTask,
  TASK_SCHEMA,
  type Task,
  type TaskWithStatus,
  taskSchema,
} from '../session/session-task.ts';
import { type Completion, completionSchema } from '../session/task-completion.ts';
import { SESSION_SCHEMA, type Session, sessionSchema } from '../session/team-session.ts';
import type { Role } from '../session/workstream.ts';
import { withWriteLock } from './coordinator-lock.ts';
import { type ReceivedMessage, readInbox } from './session-inbox.ts';

const commitSchema = z.object({
  session: sessionSchema,
  tasks: z.array(taskSchema),
  artefacts: z.array(z.object({ path: z.string(), text: z.string() })),
});
type Commit = z.infer<typeof commitSchema>;

/** State of a session and its tasks as stored on disk. */
export interface StoredSession {
  readonly session: Session;
  readonly tasks: readonly Task[];
}

export interface TaskClaim {
  readonly id: string;
  readonly role: Role;
  readonly owner: string;
}

/** Session on disk, shared by its coordinator and its workers in other processes. */
export interface TeamStore {
  readonly paths: SessionPaths;
  /**
   * Reads the intended state, even if it is only half written; changes nothing. @throws UserError
   * where files cannot be read.
   */
  readonly read: () => Promise<StoredSession>;
  /** Completes a write that a kill interrupted. */
  readonly recover: () => Promise<void>;
  /** Writes a step atomically: `recover` completes what a kill interrupts. */
  readonly commit: (
    step: Pick<SessionTransition, 'session' | 'tasks' | 'artefacts'>,
  ) => Promise<void>;
  /** Claims a task; of concurrent claims one succeeds (TPW-01). null: not available. */
  readonly claim: (claim: TaskClaim) => Promise<TaskWithStatus<'in_progress'> | null>;
  readonly report: (completion: Completion, attempt: number) => void;
  /** Returns the report of an attempt; null if there is none, or it is incomplete (TPW-02). */
  readonly reported: (id: string, attempt: number) => Completion | null;
  /** Messages of people that arrived while a coordinator worked. */
  readonly inbox: () => readonly ReceivedMessage[];
  /** Updates a namespace, safe against concurrent writers (TEAM-21). */
  readonly updateNamespace: (name: string, change: (before: unknown) => unknown) => Promise<void>;
}

export function openTeamStore(host: Host, root: string, id: string): TeamStore {
  const paths = resolveSessionPaths(root, id);
  const { files } = host;
  const put = (path: string, value: unknown): void =>
    files.writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
  const claim = ({ id: task, role, owner }: TaskClaim): TaskWithStatus<'in_progress'> | null => {
    const found = taskSchema.safeParse(storage.tryParseJson(files.read(paths.task(task))));
    if (!found.success || found.data.status !== 'pending' || !hasRole(found.data, role))
      return null;
    const taken = claimTask(found.data, owner, host.clock.now().toISOString());
    put(paths.task(task), taken);
    return taken;
  };
  return {
    paths,
    read: () => readStored(host, paths),
    recover: async () => {
      const left = commitIn(host, paths);
      if (left !== null) await writeOut(host, paths, left);
    },
    commit: async ({ session, tasks, artefacts }) => {
      const texts = [...artefacts].map(([path, text]) => ({ path, text }));
      const commit: Commit = { session, tasks: [...tasks], artefacts: texts };
      if (!files.isFile(paths.session)) createSessionFolders(host, paths);
      put(paths.commit, commit);
      await writeOut(host, paths, commit);
    },
    claim: (wanted) => withWriteLock(paths.folder, wanted.id, () => claim(wanted)),
    report: (completion, attempt) => put(paths.report(completion.task_id, attempt), completion),
    reported: (task, attempt) => {
      const found = completionSchema.safeParse(
        storage.tryParseJson(files.read(paths.report(task, attempt))),
      );
      return found.success && found.data.task_id === task ? found.data : null;
    },
    inbox: () => readInbox(host, paths),
    updateNamespace: async (name, change) => {
      const path = paths.artefact(`${NAMESPACES_FOLDER}/${name}.json`);
      await withWriteLock(paths.folder, name, () =>
        put(path, change(storage.tryParseJson(files.read(path)) ?? null)),
      );
      await composeSharedMemory(host, paths);
    },
  };
}

/** Reads the pending batch of writes; null: all are done. */
function commitIn({ files }: Host, paths: SessionPaths): Commit | null {
  const text = files.read(paths.commit);
  if (text === null) return null;
  const found = commitSchema.safeParse(storage.tryParseJson(text));
  if (found.success) return found.data;
  throw new UserError({
    code: 'team-commit-damaged',
    message: `${paths.commit} cannot be read, so its pending changes are unknown.`,
    remedy: 'Delete the file; the session then continues from its remaining files.',
    exitCode: EXIT.baseline,
  });
}

/** Writes artefacts before the tasks that refer to them, and the session last. */
async function writeOut({ files }: Host, paths: SessionPaths, commit: Commit): Promise<void> {
  for (const { path, text } of commit.artefacts) files.writeAtomic(paths.artefact(path), text);
  for (const task of commit.tasks) {
    await withWriteLock(paths.folder, task.id, () => {
      const there = taskSchema.safeParse(storage.tryParseJson(files.read(paths.task(task.id))));
      // The task has been claimed in the meantime; the coordinator reads that before its next step.
      if (there.success && there.data.attempt > task.attempt) return;
      files.writeAtomic(paths.task(task.id), `${JSON.stringify(task, null, 2)}\n`);
    });
  }
  files.writeAtomic(paths.session, `${JSON.stringify(commit.session, null, 2)}\n`);
  files.remove(paths.commit);
}

async function readStored(host: Host, paths: SessionPaths): Promise<StoredSession> {
  const { files } = host;
  const left = commitIn(host, paths);
  const text = files.read(paths.session);
  if (text === null && left === null) {
    throw new UserError({
      code: 'team-session-missing',
      message: `There is no session in ${paths.folder}.`,
      remedy: 'List the sessions: perf-harness team status',
      exitCode: EXIT.usage,
    });
  }
  const session =
    left?.session ??
    (await storage.parseVersioned(text ?? '', paths.session, {
      noun: 'team session',
      identifier: SESSION_SCHEMA,
      schema: sessionSchema,
      exitCode: EXIT.baseline,
    }));
  const names = files.list(paths.tasks).filter((name) => /^[A-Z][\w-]*\.json$/u.test(name));
  const tasks = new Map<string, Task>();
  for (const name of names) {
    const id = name.slice(0, -'.json'.length);
    tasks.set(id, await readTask(files, paths, id));
  }
  for (const task of left?.tasks ?? []) {
    if ((tasks.get(task.id)?.attempt ?? 0) <= task.attempt) tasks.set(task.id, task);
  }
  const ordered = [...tasks.values()].toSorted((a, b) => a.seq - b.seq || a.id.localeCompare(b.id));
  return { session, tasks: ordered };
}

async function readTask(files: Host['files'], paths: SessionPaths, id: string): Promise<Task> {
  const path = paths.task(id);
  const task = await storage.parseVersioned(files.read(path) ?? '', path, {
    noun: 'team task',
    identifier: TASK_SCHEMA,
    schema: taskSchema,
    exitCode: EXIT.baseline,
  });
  if (task.id === id) return task;
  throw new UserError({
    code: 'team-task-damaged',
    message: `The file ${path} contains a different task, ${task.id}.`,
    remedy: 'Rename the file to match its task, or delete it; missing task files are recreated.',
    exitCode: EXIT.baseline,
  });
}

/**
 * Creates the folders of a session (TEAM-16), with a `.gitignore` in the folder of all sessions, so
 * that the repository need not exclude it.
 */
export function createSessionFolders({ files }: Host, { all, folders }: SessionPaths): void {
  const ignore = join(all, '.gitignore');
  if (!files.isFile(ignore)) files.writeAtomic(ignore, '*\n');
  for (const folder of folders) files.makeFolder(folder);
}

/**
 * Combines all namespaces in one file, by name (TEAM-21). Each writer of a namespace does so
 * afterwards, one at a time, so the last file contains them all.
 */
function composeSharedMemory({ files }: Host, paths: SessionPaths): Promise<void> {
  return withWriteLock(paths.folder, SHARED_MEMORY_FILE, () => {
    const folder = paths.artefact(NAMESPACES_FOLDER);
    const names = files
      .list(folder)
      .filter((name) => /^[\w.]+\.json$/u.test(name) && !name.startsWith('.'))
      .toSorted();
    const all = names.flatMap((name) => {
      // Missing or damaged namespaces are left out.
      const value = storage.tryParseJson(files.read(join(folder, name)));
      return value === undefined ? [] : [[name.slice(0, -'.json'.length), value] as const];
    });
    const text = JSON.stringify(Object.fromEntries(all), null, 2);
    files.writeAtomic(paths.artefact(SHARED_MEMORY_FILE), `${text}\n`);
  });
}
