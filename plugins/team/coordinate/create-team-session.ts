import { SESSION_SCHEMA, type Session } from '../session/team-session.ts';
import { DEFAULT_BRANCHES, MAIN_WORKSTREAM, PIPELINE_NAMES } from '../session/workstream.ts';

export interface TeamRequest {
  readonly id: string;
  readonly teamName: string;
  readonly requirement: string;
  readonly scope: readonly string[];
  /** Metric to improve. null, absent: time. */
  readonly metric?: string | null;
  /** Question that a person has to answer before anything begins. null, absent: none. */
  readonly targetQuestion?: string | null;
  readonly mode: Session['parallel_mode'];
  /** Targets of the mode `independent`. */
  readonly targets: readonly string[];
  /** null: five. */
  readonly maxBranches: number | null;
  readonly yes: boolean;
  readonly baseCommit: string | null;
}

/** A session that has not begun: its first step makes its tasks. */
export function createSession(request: TeamRequest, at: Date): Session {
  const { mode, targets } = request;
  const lanes = PIPELINE_NAMES.slice(0, targets.length);
  const counted = mode === 'independent' ? lanes : mode === 'single' ? [MAIN_WORKSTREAM] : [];
  return {
    schema: SESSION_SCHEMA,
    id: request.id,
    team_name: request.teamName,
    requirement: request.requirement,
    scope: [...request.scope],
    metric: request.metric ?? null,
    target_question: request.targetQuestion ?? null,
    timestamp: at.toISOString(),
    base_commit: request.baseCommit,
    status: 'active',
    parallel_mode: mode,
    resolved_mode: mode === 'auto' ? null : mode,
    max_branches: request.maxBranches ?? DEFAULT_BRANCHES,
    yes: request.yes,
    independent_targets: lanes.map((id, index) => ({ id, target: targets[index] ?? '' })),
    branches: [],
    deferred: [],
    fix_cycles: Object.fromEntries(counted.map((workstream) => [workstream, 0])),
    active_tasks: [],
    pending_decisions: [],
    decisions: [],
    feedback: [],
    notes: [],
    handled: [],
    last_event: null,
  };
}
