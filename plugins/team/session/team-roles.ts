/** Roles of a team. The coordinator has no tasks of its own: it only assigns them. */
export const ROLES = ['profiler', 'strategist', 'optimizer', 'benchmarker', 'reviewer'] as const;
export type Role = (typeof ROLES)[number];

export const TASK_PREFIXES = [
  'PROFILE',
  'STRATEGY',
  'IMPL',
  'FIX',
  'BENCH',
  'REVIEW',
  'QUALITY',
] as const;
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

export type WorkKind = 'orchestration' | 'code_generation' | 'validation' | 'read_only_analysis';

export const WORK_KIND_BY_ROLE: Readonly<Record<Role, WorkKind>> = {
  profiler: 'orchestration',
  strategist: 'orchestration',
  optimizer: 'code_generation',
  benchmarker: 'validation',
  reviewer: 'read_only_analysis',
};

/** True if a single process of the role does all of its tasks; only the optimizer's does. */
export function hasInnerLoop(role: Role): boolean {
  return role === 'optimizer';
}

/** Prefix of a task id; null: it belongs to no role. */
export function parseTaskPrefix(id: string): TaskPrefix | null {
  const word = id.slice(0, Math.max(0, id.indexOf('-')));
  return TASK_PREFIXES.find((prefix) => prefix === word) ?? null;
}
