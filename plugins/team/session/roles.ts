/** Roles of a team. The coordinator has no tasks of its own: it only assigns them. */
export const ROLES = ['profiler', 'strategist', 'optimizer', 'benchmarker', 'reviewer'] as const;
export type Role = (typeof ROLES)[number];

/** Prefixes of task ids. */
export const PREFIXES = [
  'PROFILE',
  'STRATEGY',
  'IMPL',
  'FIX',
  'BENCH',
  'REVIEW',
  'QUALITY',
] as const;
export type Prefix = (typeof PREFIXES)[number];

/** Whose tasks begin so (TEAM-01). */
export const ROLE_OF: Readonly<Record<Prefix, Role>> = {
  PROFILE: 'profiler',
  STRATEGY: 'strategist',
  IMPL: 'optimizer',
  FIX: 'optimizer',
  BENCH: 'benchmarker',
  REVIEW: 'reviewer',
  QUALITY: 'reviewer',
};

export type Work = 'orchestration' | 'code_generation' | 'validation' | 'read_only_analysis';

/** Kind of work of each role. */
export const WORK_OF: Readonly<Record<Role, Work>> = {
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
export function prefixOf(id: string): Prefix | null {
  const word = id.slice(0, Math.max(0, id.indexOf('-')));
  return PREFIXES.find((prefix) => prefix === word) ?? null;
}
