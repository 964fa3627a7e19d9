import { z } from 'zod';
import { optimizationSchema } from './optimization-summary-and-priority.ts';
import { decisionSchema, pendingDecisionSchema } from './pending-and-made-user-decisions.ts';
import {
  DEFAULT_BRANCHES,
  MAIN_WORKSTREAM,
  MAX_BRANCHES,
  PIPELINE_NAMES,
  type Workstream,
} from './workstream.ts';

export const SESSION_SCHEMA = 'perf-harness/team-session@1';

/** Ways to split the work; `auto` is resolved once the plan is known (TEAM-02, TEAM-03). */
export const TEAM_MODES = ['single', 'fan-out', 'independent'] as const;
export type TeamMode = (typeof TEAM_MODES)[number];

/** Maximum number of fix rounds of a workstream (TEAM-12). */
export const MAX_FIX_CYCLES = 3;

const branchSchema = z.object({
  id: z.string().regex(/^B\d\d$/u),
  opt_id: optimizationSchema.shape.id,
  ...optimizationSchema.pick({ title: true, priority: true, target_files: true }).shape,
});
/** Improvement that is developed separately. */
export type Branch = z.infer<typeof branchSchema>;

export const sessionSchema = z
  .object({
    schema: z.literal(SESSION_SCHEMA),
    id: z.string(),
    team_name: z.string(),
    requirement: z.string().describe('The request in the words of the user.'),
    scope: z.array(z.string()).describe('Files or targets; empty: the whole project.'),
    /** The metric to improve, as requested; null means time. */
    metric: z.string().nullable().default(null),
    /** The unclear part of the request, for CP-0; null means none. */
    target_question: z.string().nullable().default(null),
    timestamp: z.iso.datetime().describe('Start of the session.'),
    base_commit: z.string().nullable().describe('The commit that all branches start from.'),
    status: z.enum(['active', 'paused', 'completed']),
    parallel_mode: z.enum(['auto', ...TEAM_MODES]).describe('As requested.'),
    /** null: the plan has not yet determined the mode. */
    resolved_mode: z.enum(TEAM_MODES).nullable(),
    max_branches: z.int().min(1).max(MAX_BRANCHES),
    yes: z.boolean().describe('Whether every question is answered with its default.'),
    branches: z.array(branchSchema),
    /** Planned optimizations that exceed max_branches. */
    deferred: z.array(optimizationSchema.pick({ id: true, title: true, priority: true })),
    independent_targets: z.array(
      z.object({ id: z.string().regex(/^[A-J]$/u), target: z.string() }),
    ),
    fix_cycles: z.record(z.string(), z.int().min(0).max(MAX_FIX_CYCLES)),
    active_tasks: z.array(z.string()),
    pending_decisions: z.array(pendingDecisionSchema),
    decisions: z.array(decisionSchema),
    feedback: z.array(z.string()).describe('User feedback for all later tasks.'),
    notes: z.array(z.string()).describe('Remarks by the coordinator.'),
    handled: z.array(z.string()).describe('Ids of the user requests that were carried out.'),
    last_event: z.object({ type: z.string(), about: z.string(), at: z.iso.datetime() }).nullable(),
  })
  .refine(
    ({ parallel_mode: asked, resolved_mode: mode }) =>
      asked === 'auto' ? mode !== 'independent' : mode === asked,
    'resolved_mode contradicts parallel_mode',
  )
  .refine(
    ({ branches, resolved_mode: mode }) => branches.length === 0 || mode === 'fan-out',
    'only fan-out mode can have branches',
  )
  .refine(
    ({ independent_targets: targets, resolved_mode: mode }) =>
      targets.length > 0 === (mode === 'independent'),
    'independent mode needs at least one target; the other modes accept no targets',
  )
  .refine(
    (session) =>
      Object.keys(session.fix_cycles).every((id) => listWorkstreams(session).includes(id)),
    'fix_cycles refers to a workstream that is not in the session',
  );
/** All of a session that is not in its tasks. */
export type Session = z.infer<typeof sessionSchema>;

/** As far as the workstreams of a session follow from it. */
interface Split {
  readonly resolved_mode: TeamMode | null;
  readonly branches: readonly { readonly id: string }[];
  readonly independent_targets: readonly { readonly id: string }[];
}

/** Lanes with a verdict of their own; none before a fan-out has branched. */
export function listWorkstreams(session: Split): readonly Workstream[] {
  switch (session.resolved_mode) {
    case null:
      return [];
    case 'single':
      return [MAIN_WORKSTREAM];
    case 'fan-out':
      return session.branches.map(({ id }) => id);
    case 'independent':
      return session.independent_targets.map(({ id }) => id);
  }
}

/** Workstreams in which profiles and plans are made: one for all branches, else each workstream. */
export function listPlanningWorkstreams(session: Split): readonly Workstream[] {
  return session.resolved_mode === 'independent' ? listWorkstreams(session) : [MAIN_WORKSTREAM];
}

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
