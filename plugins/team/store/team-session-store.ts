import { join } from 'node:path';
import { EXIT, type Host, storage, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type { SessionTransition } from '../coordinate/session-reducer.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import {
  type InboxMessage,
  inboxMessageSchema,
} from '../session/coordinator-event-and-user-request-types.ts';
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
import { SESSION_SCHEMA, sessionSchema } from '../session/team-session.ts';
import type { Role } from '../session/workstream.ts';
import { withWriteLock } from './coordinator-lock.ts';

const commitSchema = z.object({
  session: sessionSchema,
  tasks: z.array(taskSchema),
  artefacts: z.array(z.object({ path: z.string(), text: z.string() })),
});
type Commit = z.infer<typeof commitSchema>;

export interface TaskClaim {
  readonly id: string;
  readonly role: Role;
  readonly owner: string;
}

/** Session on disk, shared by its coordinator and its workers in other processes. */
export type TeamStore = ReturnType<typeof openTeamStore>;

export function openTeamStore(host: Host, root: string, id: string) {
  const paths = resolveSessionPaths(root, id);
  const { files, clock } = host;
  const put = (path: string, value: unknown): void =>
    files.writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
  const readAs = <T>(path: string, schema: z.ZodType<T>): T | null =>
    schema.safeParse(storage.tryParseJson(files.read(path))).data ?? null;
  const claim = ({ id: task, role, owner }: TaskClaim): TaskWithStatus<'in_progress'> | null => {
    const found = readAs(paths.task(task), taskSchema);
    if (found?.status !== 'pending' || found.role !== role) return null;
    const taken = claimTask(found, owner, clock.now().toISOString());
    put(paths.task(task), taken);
    return taken;
  };
  return {
    paths,
    /**
     * Reads the intended state, even if it is only half written; changes nothing. @throws UserError
     * where files cannot be read.
     */
    read: () => readStored(host, paths),
    /** Completes a write that a kill interrupted. */
    recover: async (): Promise<void> => {
      const left = commitIn(host, paths);
      if (left !== null) await writeOut(host, paths, left);
    },
    /** Writes a step atomically: `recover` completes what a kill interrupts. */
    commit: async ({
      session,
      tasks,
      artefacts,
    }: Pick<SessionTransition, 'session' | 'tasks' | 'artefacts'>): Promise<void> => {
      const texts = [...artefacts].map(([path, text]) => ({ path, text }));
      const commit: Commit = { session, tasks: [...tasks], artefacts: texts };
      if (!files.isFile(paths.session)) createSessionFolders(host, paths);
      put(paths.commit, commit);
      await writeOut(host, paths, commit);
    },
    /** Claims a task; of concurrent claims one succeeds (TPW-01). null: not available. */
    claim: (wanted: TaskClaim) => withWriteLock(paths.folder, wanted.id, () => claim(wanted)),
    report: (completion: Completion, attempt: number) =>
      put(paths.report(completion.task_id, attempt), completion),
    /** Returns the report of an attempt; null if there is none, or it is incomplete (TPW-02). */
    reported: (task: string, attempt: number): Completion | null => {
      const found = readAs(paths.report(task, attempt), completionSchema);
      return found?.task_id === task ? found : null;
    },
    /** Leaves a message of a person for the coordinator that works on the session. */
    send: (message: InboxMessage) => {
      const about = message.type === 'decided' ? message.decision_id : message.order_id;
      const name = `${message.at}-${about}`.replace(/[^\w-]+/gu, '-');
      files.writeAtomic(join(paths.inbox, `${name}.json`), `${JSON.stringify(message)}\n`);
    },
    /** Messages of people in order of writing, to remove once applied; null: unreadable. */
    inbox: () =>
      files
        .list(paths.inbox)
        .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
        .map((name) => {
          const path = join(paths.inbox, name);
          return {
            message: readAs(path, inboxMessageSchema),
            remove: () => files.remove(path),
          };
        }),
    /** Updates a namespace, safe against concurrent writers (TEAM-21). */
    updateNamespace: async (name: string, change: (before: unknown) => unknown): Promise<void> => {
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

async function readStored(host: Host, paths: SessionPaths): Promise<SessionState> {
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
  return { session, tasks: new Map(ordered.map((task) => [task.id, task])) };
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
