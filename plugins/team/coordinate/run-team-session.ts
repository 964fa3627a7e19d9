import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from 'perf-harness/plugin';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import type { TaskWithStatus } from '../session/session-task.ts';
import { type Completion, completionSchema } from '../session/task-completion.ts';
import type { Role } from '../session/workstream.ts';
import {
  processEvent,
  processInbox,
  recoverSession,
} from '../store/recover-session-and-process-events.ts';
import type { TeamStore } from '../store/team-session-store.ts';
import { findReadyTasks, findSuccessorTask } from './list-and-record-user-decisions.ts';
import type { SessionState } from './workstream-state-from-tasks.ts';

export interface WorkContext {
  /** Folder of the session, absolute. */
  readonly folder: string;
  /** Aborts when the work is no longer wanted, or takes too long. */
  readonly signal: AbortSignal;
}

/** Runs the tasks of a role. It knows no other tasks and creates none (TPW-05). */
export interface Worker {
  /** Resolves with the outcome, also problems with the work; rejects if the worker was lost. */
  readonly run: (task: TaskWithStatus<'in_progress'>, context: WorkContext) => Promise<Completion>;
}
export type Workers = Readonly<Record<Role, Worker>>;

export interface RunSessionOptions {
  /** Time limit of a task, milliseconds; a worker that exceeds it is stopped and counts as lost. */
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  readonly onTick?: (kept: SessionState) => void;
}

/** Interval at which the inbox is checked for messages of people, milliseconds. */
const LOOK_MS = 200;

/**
 * Works a session off until it is done or waits for a person: step, start, wait, step. The caller is its
 * coordinator; see `coordinate`. When it is aborted, its workers are ended and their tasks are pending again.
 */
export async function runSession(
  host: Host,
  store: TeamStore,
  workers: Workers,
  options: RunSessionOptions,
): Promise<SessionState> {
  return new Drive(host, store, workers, options).run();
}

class Drive {
  readonly #host: Host;
  readonly #store: TeamStore;
  readonly #workers: Workers;
  readonly #options: RunSessionOptions;
  readonly #running = new Map<string, AbortController>();
  readonly #events: TeamEvent[] = [];
  #wake: () => void = () => undefined;

  constructor(host: Host, store: TeamStore, workers: Workers, options: RunSessionOptions) {
    this.#host = host;
    this.#store = store;
    this.#workers = workers;
    this.#options = options;
  }

  async run(): Promise<SessionState> {
    let kept = await recoverSession(this.#store, this.#now());
    try {
      for (;;) {
        this.#endUnwanted(kept);
        const begun = this.#options.signal.aborted ? 0 : await this.#start(kept);
        if (begun > 0) kept = await this.#store.read();
        this.#giveBackOrphans(kept);
        this.#options.onTick?.(kept);
        if (!this.#isAwaited()) return kept;
        kept = await this.#beat();
      }
    } finally {
      for (const controller of this.#running.values())
        controller.abort(new Error('the coordinator failed'));
    }
  }

  #isAwaited(): boolean {
    return this.#running.size + this.#events.length + this.#store.inbox().length > 0;
  }

  async #beat(): Promise<SessionState> {
    while (this.#events.length === 0 && this.#store.inbox().length === 0) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([woken, sleep(LOOK_MS)]);
    }
    // Tasks claimed in the meantime are known on disk only.
    let kept = await this.#store.read();
    for (const event of this.#events.splice(0)) {
      kept = await processEvent(this.#store, kept, event);
      if (event.type === 'reported') kept = await this.#advance(kept, event.completion.task_id);
    }
    return processInbox(this.#store, kept);
  }

  /** Records that a task led directly to the next, without a decision (TEAM-31). */
  async #advance(kept: SessionState, from: string): Promise<SessionState> {
    const next = findSuccessorTask(kept, from);
    if (next === null) return kept;
    return processEvent(this.#store, kept, {
      type: 'fast_advance',
      from,
      to: next.id,
      at: this.#now(),
    });
  }

  async #start(kept: SessionState): Promise<number> {
    let begun = 0;
    for (const { id, role } of findReadyTasks(kept)) {
      const task = await this.#store.claim({ id, role, owner: `process ${this.#host.system.pid}` });
      if (task === null) continue;
      begun += 1;
      void this.#work(task);
    }
    return begun;
  }

  /** Runs a worker from start to end; however it ends, an event is queued. */
  async #work(task: TaskWithStatus<'in_progress'>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(task.id, controller);
    const limit = this.#options.timeLimitMs;
    const ended = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason));
    });
    const timer = setTimeout(
      () => controller.abort(new Error(`it took longer than ${limit / 1000} s`)),
      limit,
    );
    const stop = (): void => controller.abort(new Error('the session was interrupted'));
    this.#options.signal.addEventListener('abort', stop);
    try {
      const context = { folder: this.#store.paths.folder, signal: controller.signal };
      const answer = await Promise.race([this.#workers[task.role].run(task, context), ended]);
      this.#report(task, answer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // An interrupt is not the worker's fault, so the task does not count as lost.
      if (this.#options.signal.aborted) this.#events.push({ type: 'resume', at: this.#now() });
      const about = { task_id: task.id, attempt: task.attempt, reason, at: this.#now() };
      this.#events.push({ type: 'lost', ...about });
    } finally {
      clearTimeout(timer);
      this.#options.signal.removeEventListener('abort', stop);
      this.#running.delete(task.id);
      this.#wake();
    }
  }

  /** On the disk before it is worked in, so that a kill in between costs no work. */
  #report({ id, attempt }: TaskWithStatus<'in_progress'>, answer: Completion): void {
    const read = completionSchema.safeParse(answer);
    if (!read.success || read.data.task_id !== id) {
      const [issue] = read.error?.issues ?? [];
      const what =
        issue === undefined
          ? `the report belongs to task ${answer.task_id}`
          : `${issue.path.join('.')}: ${issue.message}`;
      throw new Error(`the worker's report is unusable: ${what}`);
    }
    this.#store.report(read.data, attempt);
    this.#events.push({ type: 'reported', attempt, completion: read.data, at: this.#now() });
  }

  /** Stops workers whose task was superseded. */
  #endUnwanted({ tasks }: SessionState): void {
    for (const [id, controller] of this.#running) {
      if (tasks.get(id)?.status === 'in_progress') continue;
      controller.abort(new Error('the task was replaced by another task'));
    }
  }

  /** Reports tasks as lost if their worker does not run: it began the next and died (TEAM-31). */
  #giveBackOrphans({ tasks }: SessionState): void {
    const reportedTasks = new Set(this.#events.flatMap((event) => aboutTask(event) ?? []));
    for (const task of tasks.values()) {
      if (task.status !== 'in_progress' || this.#running.has(task.id) || reportedTasks.has(task.id))
        continue;
      const reason = `${task.owner} started the task but is not a known worker`;
      const about = { task_id: task.id, attempt: task.attempt, reason, at: this.#now() };
      this.#events.push({ type: 'lost', ...about });
    }
  }

  #now(): string {
    return this.#host.clock.now().toISOString();
  }
}

function aboutTask(event: TeamEvent): string | null {
  if (event.type === 'reported') return event.completion.task_id;
  return event.type === 'lost' ? event.task_id : null;
}
