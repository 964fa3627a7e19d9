/** A team whose workers only send random reports, as a stress test of the coordinator. */
import { computeAggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import {
  completionQuestionId,
  findReadyTasks,
} from '../../plugins/team/coordinate/list-and-record-user-decisions.ts';
import {
  reduceSession,
  type SessionTransition,
} from '../../plugins/team/coordinate/session-reducer.ts';
import type { SessionState } from '../../plugins/team/coordinate/workstream-state-from-tasks.ts';
import type { TeamEvent } from '../../plugins/team/session/coordinator-event-and-user-request-types.ts';
import {
  type Answer,
  CHOICES,
  type PendingDecision,
} from '../../plugins/team/session/pending-and-made-user-decisions.ts';
import {
  claimTask,
  hasEnded,
  type Task,
  type TaskWithStatus,
} from '../../plugins/team/session/session-task.ts';
import {
  BENCH_VERDICTS,
  type Completion,
  DIMENSIONS,
  REVIEW_VERDICTS,
  type RoleOutcome,
} from '../../plugins/team/session/task-completion.ts';
import {
  createSession,
  MAX_FIX_CYCLES,
  type Session,
} from '../../plugins/team/session/team-session.ts';
import type { Role } from '../../plugins/team/session/workstream.ts';
import { findTaskGraphProblems } from '../../plugins/team/store/recover-session-and-process-events.ts';
import { createWorkerReport } from './scripted-team-worker-reports.ts';
import {
  sampleOptimizations,
  sampleStrategistPlan,
} from './scripted-team-worker-reports-with-plan.ts';

const START = Date.parse('2026-03-15T10:00:00Z');

/** Most actions that one of these runs may take. */
const MOST_ACTIONS = 3000;

export interface SimulatedTeamEnd {
  readonly session: Session;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly actions: number;
}

/** Simulates a run, checking all invariants after every event. @throws if one is violated. */
export function simulateRandomTeam(seed: number): SimulatedTeamEnd {
  return new Simulation(seed).run();
}

class Simulation {
  readonly #draw: () => number;
  #session: Session;
  readonly #tasks = new Map<string, Task>();
  readonly #events: TeamEvent[] = [];
  #actions = 0;
  #orders = 0;
  #lostFiles = 0;

  constructor(seed: number) {
    this.#draw = generator(seed);
    const mode = this.#oneOf(['auto', 'single', 'fan-out', 'independent'] as const) ?? 'auto';
    const targets = mode === 'independent' ? 1 + this.#below(4) : 0;
    const request = {
      id: 's',
      teamName: 'team',
      requirement: 'faster',
      scope: [],
      mode,
      targets: Array.from({ length: targets }, (_, index) => `target ${index}`),
      maxBranches: 1 + this.#below(10),
      yes: this.#chance(0.3),
      baseCommit: null,
    };
    this.#session = createSession(request, new Date(START));
  }

  run(): SimulatedTeamEnd {
    this.#apply({ type: 'start', at: this.#now() });
    while (this.#session.status !== 'completed') {
      this.#actions += 1;
      if (this.#actions > MOST_ACTIONS) throw new Error('the run does not end');
      this.#choose()();
    }
    const { overall } = computeAggregateResults({ session: this.#session, tasks: this.#tasks });
    const ended = overall.passed + overall.failed + overall.escalated;
    if (ended !== overall.total_branches) throw new Error('a lane has come to nothing');
    return { session: this.#session, tasks: this.#tasks, actions: this.#actions };
  }

  /** Draws the next action. */
  #choose(): () => void {
    const task = this.#oneOf(this.#in('in_progress'));
    const ready = this.#oneOf(this.#ready());
    const question = this.#oneOf(this.#session.pending_decisions);
    const luck = this.#draw();
    if (luck < 0.05 && this.#events.length > 0) return () => this.#repeat();
    if (luck < 0.07) return () => this.#apply({ type: 'resume', at: this.#now() });
    if (luck < 0.09 && this.#orders < 6) return () => this.#order();
    if (luck < 0.1 && this.#lostFiles < 3) return () => this.#loseFile();
    if (luck < 0.13 && task !== undefined) return () => this.#lose(task);
    if (luck < 0.5 && ready !== undefined) return () => this.#claim(ready);
    if (luck < 0.8 && task !== undefined) return () => this.#report(task);
    if (question !== undefined) return () => this.#decide(question);
    if (ready !== undefined) return () => this.#claim(ready);
    if (task !== undefined) return () => this.#report(task);
    return () => this.#finish();
  }

  #lose({ id, attempt }: TaskWithStatus<'in_progress'>): void {
    const at = this.#now();
    this.#apply({ type: 'lost', task_id: id, attempt, reason: 'killed', at });
  }

  /** Answers the final question once nothing is left to do; without it, something was forgotten. */
  #finish(): void {
    const id = completionQuestionId({ tasks: this.#tasks });
    const { status, decisions } = this.#session;
    if (status !== 'paused' || !decisions.some((decision) => decision.id === id)) {
      throw new Error('nothing can be done, and nobody is asked');
    }
    const answer = { choice: 'archive' } as const;
    this.#apply({ type: 'decided', decision_id: id, answer, by: 'person', at: this.#now() });
  }

  #claim(id: string): void {
    const task = this.#tasks.get(id);
    if (task?.status !== 'pending') throw new Error(`${id} was to begin and is ${task?.status}`);
    this.#tasks.set(id, claimTask(task, 'worker', this.#now()));
  }

  #report(task: TaskWithStatus<'in_progress'>): void {
    const { attempt } = task;
    const event = { type: 'reported', attempt, completion: this.#completion(task) } as const;
    this.#apply({ ...event, at: this.#now() });
  }

  #completion(task: Task): Completion {
    if (this.#chance(0.05)) {
      const { outcome: _, ...rest } = createWorkerReport(task, { role: 'profiler' });
      return { ...rest, status: 'failed', reason: 'by chance' };
    }
    const findings = Array.from({ length: this.#below(3) }, () => ({
      dimension: this.#oneOf(DIMENSIONS) ?? 'correctness',
      text: 'by chance',
    }));
    const optimizations = sampleOptimizations(this.#below(9));
    const severity = this.#oneOf(['HIGH', 'MEDIUM', 'LOW'] as const) ?? 'LOW';
    const outcomes: Readonly<Record<Role, RoleOutcome>> = {
      profiler: { role: 'profiler' },
      strategist: {
        role: 'strategist',
        plan: sampleStrategistPlan(optimizations),
        optimizations,
        optimization_count: optimizations.length + (this.#chance(0.05) ? 1 : 0),
      },
      optimizer: { role: 'optimizer' },
      benchmarker: {
        role: 'benchmarker',
        improvement: null,
        regressions: [],
        verdict: this.#oneOf(BENCH_VERDICTS) ?? 'PASS',
      },
      reviewer: {
        role: 'reviewer',
        findings,
        verdict: this.#oneOf(REVIEW_VERDICTS) ?? 'APPROVE',
      },
    };
    return {
      ...createWorkerReport(task, outcomes[task.role]),
      files_modified: this.#chance(0.03) ? ['elsewhere.ts'] : [],
      ...(this.#chance(0.08) && { consensus: { severity, text: 'by chance' } }),
    };
  }

  #decide(question: PendingDecision): void {
    const choice = this.#oneOf(CHOICES[question.checkpoint]) ?? 'proceed';
    const answers: Readonly<Record<string, Answer>> = {
      narrow: { choice: 'narrow', scope: ['src'] },
      reorder: { choice: 'reorder', priorities: { 'OPT-003': 'P0', 'OPT-001': 'P3' } },
      export: { choice: 'export', folder: '/tmp' },
    };
    const answer = answers[choice] ?? ({ choice } as Answer);
    const id = question.id;
    this.#apply({ type: 'decided', decision_id: id, answer, by: 'person', at: this.#now() });
  }

  #order(): void {
    this.#orders += 1;
    const order = this.#oneOf([
      { type: 'recheck' },
      { type: 'improve', dimension: null },
      { type: 'feedback', text: 'be careful' },
      { type: 'revise', task_id: this.#oneOf([...this.#tasks.keys()]) ?? '', feedback: 'again' },
    ] as const);
    if (order !== undefined) {
      this.#apply({ ...order, order_id: String(this.#orders), at: this.#now() });
    }
  }

  /** Deletes the file of a task and stops everything that runs. */
  #loseFile(): void {
    this.#lostFiles += 1;
    this.#tasks.delete(this.#oneOf([...this.#tasks.keys()]) ?? '');
    this.#apply({ type: 'resume', at: this.#now() });
  }

  #repeat(): void {
    const event = this.#oneOf(this.#events);
    if (event === undefined) return;
    this.#apply(event);
  }

  #apply(event: TeamEvent): void {
    this.#events.push(event);
    const first = reduceSession(this.#state, event);
    this.#take(first);
    this.#check();
    // Repeating a quarter of the events finds an event that is harmful when repeated as well as
    // repeating all.
    if (this.#chance(0.25)) this.#applyAgain(event, first.start);
  }

  #applyAgain(event: TeamEvent, start: readonly string[]): void {
    const second = reduceSession(this.#state, event);
    const again = JSON.stringify([second.session, second.start, second.tasks.length]);
    if (again !== JSON.stringify([this.#session, start, 0])) {
      throw new Error(`${event.type} changed something the second time`);
    }
  }

  get #state(): SessionState {
    return { session: this.#session, tasks: this.#tasks };
  }

  #take({ session, tasks }: SessionTransition): void {
    for (const task of tasks) this.#tasks.set(task.id, task);
    this.#session = session;
  }

  /** TPC-04. */
  #check(): void {
    const problems = findTaskGraphProblems(this.#state);
    if (problems.length > 0) throw new Error(problems.join('; '));
    for (const task of this.#tasks.values()) {
      if (task.status === 'in_progress') this.#checkBegun(task);
    }
    for (const rounds of Object.values(this.#session.fix_cycles)) {
      if (rounds > MAX_FIX_CYCLES) throw new Error(`${rounds} fix rounds`);
    }
    const isOver = [...this.#tasks.values()].every(hasEnded);
    if (this.#session.status === 'completed' && !isOver) throw new Error('completed too early');
    if (this.#session.branches.length > this.#session.max_branches) throw new Error('branches');
  }

  #checkBegun(task: TaskWithStatus<'in_progress'>): void {
    const isDecided = (id: string): boolean =>
      this.#session.decisions.some((decision) => decision.id === id);
    for (const id of task.needs) {
      const need = this.#tasks.get(id);
      // A required task whose file was lost becomes pending again, while its dependent tasks
      // continue.
      if (need?.status !== 'completed' && this.#lostFiles === 0) {
        throw new Error(`${task.id} runs while ${id} is ${need?.status}`);
      }
      if (need?.role === 'profiler' && task.role === 'strategist' && !isDecided(`CP-1:${id}`)) {
        throw new Error(`${task.id} began before CP-1 was passed`);
      }
      const isPlanned = task.id.startsWith('IMPL') && need?.role === 'strategist';
      if (isPlanned && !isDecided(`CP-2:${id}`)) {
        throw new Error(`${task.id} began before CP-2 was passed`);
      }
    }
  }

  #ready(): readonly string[] {
    const standing = { session: this.#session, tasks: this.#tasks };
    return findReadyTasks(standing).map(({ id }) => id);
  }

  #in<S extends Task['status']>(status: S): readonly TaskWithStatus<S>[] {
    // Sound: filtered by the status that distinguishes them.
    return [...this.#tasks.values()].filter(
      (task) => task.status === status,
    ) as TaskWithStatus<S>[];
  }

  #now(): string {
    return new Date(START + this.#actions * 1000).toISOString();
  }

  #chance(probability: number): boolean {
    return this.#draw() < probability;
  }

  #below(limit: number): number {
    return Math.floor(this.#draw() * limit);
  }

  #oneOf<T>(list: readonly T[]): T | undefined {
    return list[this.#below(list.length)];
  }
}

/** mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
