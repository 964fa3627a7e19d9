import { join } from 'node:path';

/**
 * Where one line of work keeps its artefacts, absolute. `main` is the one line of a single run; a
 * branch shares the profile and the plan with the others; a pipeline shares nothing.
 */
export type LaneFolders =
  | { readonly kind: 'main'; readonly shared: string }
  | { readonly kind: 'branch'; readonly shared: string; readonly own: string }
  | { readonly kind: 'pipeline'; readonly own: string };

/** `baseline-metrics.json`: of all branches the same, of a pipeline its own (TPB-01). */
export function baselineFile(lane: LaneFolders): string {
  return join(lane.kind === 'pipeline' ? lane.own : lane.shared, 'baseline-metrics.json');
}

/** What an optimizer is told to do: a branch its own part of the plan, else a whole plan (TPO-01). */
export function planFile(lane: LaneFolders): string {
  switch (lane.kind) {
    case 'main':
      return join(lane.shared, 'optimization-plan.md');
    case 'branch':
      return join(lane.own, 'optimization-detail.md');
    case 'pipeline':
      return join(lane.own, 'optimization-plan.md');
  }
}
