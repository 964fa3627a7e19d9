import type { Level } from '../document/optimization-hypothesis.ts';

/** Kind of solution, by what it requires (H812-14). */
export type SolutionKind =
  | 'existing_batch_unused'
  | 'cache_not_on_path'
  | 'local_change'
  | 'new_library'
  | 'infrastructure_change';

/** Feasibility and complexity of each kind of solution (H812-14). */
export const FEASIBILITY: Readonly<
  Record<
    SolutionKind,
    { readonly feasibility: 'HIGH' | 'MEDIUM' | 'LOW'; readonly complexity: readonly Level[] }
  >
> = {
  existing_batch_unused: { feasibility: 'HIGH', complexity: ['Low'] },
  cache_not_on_path: { feasibility: 'HIGH', complexity: ['Low', 'Medium'] },
  // Not in the requirement: a change to existing code that needs nothing new.
  local_change: { feasibility: 'HIGH', complexity: ['Low', 'Medium'] },
  new_library: { feasibility: 'MEDIUM', complexity: ['Medium', 'High'] },
  infrastructure_change: { feasibility: 'LOW', complexity: ['High'] },
};
