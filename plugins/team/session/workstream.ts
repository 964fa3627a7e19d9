/** Roles of a team. The coordinator has no tasks of its own: it only assigns them. */
export const ROLES = ['profiler', 'strategist', 'optimizer', 'benchmarker', 'reviewer'] as const;
export type Role = (typeof ROLES)[number];

const TASK_PREFIXES = ['PROFILE', 'STRATEGY', 'IMPL', 'FIX', 'BENCH', 'REVIEW', 'QUALITY'] as const;
export type TaskPrefix = (typeof TASK_PREFIXES)[number];

/** Role by the prefix of its tasks (TEAM-01). */
export const ROLE_BY_PREFIX: Readonly<Record<TaskPrefix, Role>> = {
  PROFILE: 'profiler',
  STRATEGY: 'strategist',
  IMPL: 'optimizer',
  FIX: 'optimizer',
  BENCH: 'benchmarker',
  REVIEW: 'reviewer',
  QUALITY: 'reviewer',
};

/** Prefix of a task id; null: it belongs to no role. */
export function parseTaskPrefix(id: string): TaskPrefix | null {
  const word = id.slice(0, Math.max(0, id.indexOf('-')));
  return TASK_PREFIXES.find((prefix) => prefix === word) ?? null;
}

/**
 * Unit of work that succeeds or fails independently: `main` (the only one of a plain run, or what
 * branches share), a branch `B01`, or a pipeline `A`. Fix rounds are counted by workstream. The
 * field of tasks that names it is `lane`.
 */
export type Workstream = string;

export const MAIN_WORKSTREAM: Workstream = 'main';

/** Letters that pipelines are named with: at most ten targets (TEAM-07). */
export const PIPELINE_NAMES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] as const;

/** Number of branches of a run: 1 to 10, 5 by default (TPC-02). */
export const MAX_BRANCHES = 10;
export const DEFAULT_BRANCHES = 5;

/** `B01` of 1. */
export function branchWorkstream(number: number): Workstream {
  return `B${String(number).padStart(2, '0')}`;
}

export function isBranch(workstream: Workstream): boolean {
  return /^B\d\d$/u.test(workstream);
}

export function isPipeline(workstream: Workstream): boolean {
  return /^[A-J]$/u.test(workstream);
}

/** Position of a task in its prefix and workstream: first, a fix round, or a requested version. */
export type TaskPosition =
  | { readonly kind: 'first' }
  | { readonly kind: 'round'; readonly number: number }
  | { readonly kind: 'version'; readonly number: number };

export const FIRST_POSITION: TaskPosition = { kind: 'first' };

/**
 * Returns the id of a task: `BENCH-001`, `BENCH-B01-R2`, `FIX-A01-1`, `IMPL-B01-V1`. Fix rounds of
 * `main` are part of the number itself: `FIX-002` (TEAM-06, TEAM-07, TEAM-08).
 */
export function taskId(
  prefix: TaskPrefix,
  workstream: Workstream,
  position: TaskPosition = FIRST_POSITION,
): string {
  const isMain = workstream === MAIN_WORKSTREAM;
  const suffix = isMain ? '001' : isPipeline(workstream) ? `${workstream}01` : workstream;
  if (position.kind === 'first') return `${prefix}-${suffix}`;
  if (position.kind === 'version') return `${prefix}-${suffix}-V${position.number}`;
  if (prefix !== 'FIX') return `${prefix}-${suffix}-R${position.number}`;
  const { number } = position;
  return isMain ? `FIX-${String(number).padStart(3, '0')}` : `FIX-${suffix}-${number}`;
}

export function isRoundTask(id: string, workstream: Workstream): boolean {
  return parseTaskPosition(id, workstream).kind === 'round';
}

/** Parses the position of a task from its id; the reverse of {@link taskId}. */
export function parseTaskPosition(id: string, workstream: Workstream): TaskPosition {
  const ending = /-([RV]?)(\d+)$/u.exec(id);
  const number = Number(ending?.[2] ?? 0);
  if (ending?.[1] === 'V') return { kind: 'version', number };
  if (ending?.[1] === 'R') return { kind: 'round', number };
  const hasNumber = workstream === MAIN_WORKSTREAM || /-[^-]+-\d+$/u.test(id);
  return hasNumber && id.startsWith('FIX-') ? { kind: 'round', number } : FIRST_POSITION;
}
