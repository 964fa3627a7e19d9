/** A team in memory whose workers give scripted answers, and a team on the disk. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import {
  reduceSession,
  type SessionTransition,
} from '../../plugins/team/coordinate/session-reducer.ts';
import type { SessionState } from '../../plugins/team/coordinate/workstream-state-from-tasks.ts';
import type { TeamEvent } from '../../plugins/team/session/coordinator-event-and-user-request-types.ts';
import type { Optimization } from '../../plugins/team/session/optimization-summary-and-priority.ts';
import type { Answer } from '../../plugins/team/session/pending-and-made-user-decisions.ts';
import { claimTask, type Task } from '../../plugins/team/session/session-task.ts';
import type { RoleOutcome } from '../../plugins/team/session/task-completion.ts';
import {
  createSession,
  type Session,
  type TeamRequest,
} from '../../plugins/team/session/team-session.ts';
import { openTeamStore, type TeamStore } from '../../plugins/team/store/team-session-store.ts';
import { createWorkerReport } from './scripted-team-worker-reports.ts';
import { sampleStrategistPlan } from './scripted-team-worker-reports-with-plan.ts';

export const SESSION_TIME = '2026-03-15T10:00:00.000Z';

export function sampleTeamRequest(changes: Partial<TeamRequest> = {}): TeamRequest {
  return {
    id: 'faster-shop',
    teamName: 'perf-team',
    requirement: 'make the shop faster',
    scope: [],
    mode: 'auto',
    targets: [],
    maxBranches: null,
    yes: true,
    baseCommit: null,
    ...changes,
  };
}

export const PASSED_OUTCOME: RoleOutcome = {
  role: 'benchmarker',
  verdict: 'PASS',
  improvement: 'wall_time -21.4 %',
  regressions: [],
};
export const APPROVED_OUTCOME: RoleOutcome = { role: 'reviewer', verdict: 'APPROVE', findings: [] };

export function createPlanOutcome(optimizations: readonly Optimization[]): RoleOutcome {
  const list = [...optimizations];
  return {
    role: 'strategist',
    plan: sampleStrategistPlan(list),
    optimizations: list,
    optimization_count: list.length,
  };
}

export class SimulatedTeam {
  session: Session;
  readonly tasks = new Map<string, Task>();
  /** Paths that the coordinator wrote, relative to the session folder. */
  readonly written = new Set<string>();
  last: SessionTransition | null = null;
  /** When workers report. */
  clock = SESSION_TIME;

  constructor(request: Partial<TeamRequest> = {}) {
    this.session = createSession(sampleTeamRequest(request), new Date(SESSION_TIME));
    this.event({ type: 'start', at: SESSION_TIME });
  }

  get standing(): SessionState {
    return { session: this.session, tasks: this.tasks };
  }

  get start(): readonly string[] {
    return this.last?.start ?? [];
  }

  event(event: TeamEvent): SessionTransition {
    const after = reduceSession(this.standing, event);
    for (const task of after.tasks) this.tasks.set(task.id, task);
    for (const path of after.artefacts.keys()) this.written.add(path);
    this.session = after.session;
    this.last = after;
    return after;
  }

  claim(id: string): Task {
    const task = this.tasks.get(id);
    if (task?.status !== 'pending' || !this.start.includes(id)) {
      throw new Error(`${id} cannot begin: ${task?.status}`);
    }
    const begun = claimTask(task, 'worker', SESSION_TIME);
    this.tasks.set(id, begun);
    return begun;
  }

  /** Begins a task and reports that it is done. */
  do(id: string, outcome: RoleOutcome, files: readonly string[] = []): SessionTransition {
    const { attempt, ...task } = this.claim(id);
    const completion = { ...createWorkerReport(task, outcome), files_modified: [...files] };
    return this.event({ type: 'reported', attempt, completion, at: this.clock });
  }

  fail(id: string, reason: string): SessionTransition {
    const { attempt, ...task } = this.claim(id);
    const { outcome: _, ...rest } = createWorkerReport(task, { role: 'profiler' });
    const completion = { ...rest, status: 'failed', reason } as const;
    return this.event({ type: 'reported', attempt, completion, at: this.clock });
  }

  decide(id: string, answer: Answer): SessionTransition {
    return this.event({ type: 'decided', decision_id: id, answer, by: 'person', at: SESSION_TIME });
  }

  /** Up to the plan, which is agreed to. */
  plan(optimizations: readonly Optimization[]): SessionTransition {
    this.do('PROFILE-001', { role: 'profiler' });
    return this.do('STRATEGY-001', createPlanOutcome(optimizations));
  }

  /** A change with both judgements. */
  judge(lane: string, bench: RoleOutcome, review: RoleOutcome): SessionTransition {
    this.do(`IMPL-${lane}`, { role: 'optimizer' });
    this.do(`BENCH-${lane}`, bench);
    return this.do(`REVIEW-${lane}`, review);
  }
}

/** An empty project with a session that has not begun. */
export async function createStoredSession(
  request: Partial<TeamRequest> = {},
): Promise<{ readonly host: Host; readonly root: string; readonly store: TeamStore }> {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-team-'));
  const host = createHost({ cwd: root });
  const session = createSession(sampleTeamRequest(request), new Date(SESSION_TIME));
  const store = openTeamStore(host, root, session.id);
  await store.commit(
    reduceSession({ session, tasks: new Map() }, { type: 'start', at: SESSION_TIME }),
  );
  return { host, root, store };
}
