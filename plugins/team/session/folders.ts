import { isBranch, isPipeline, type Lane, MAIN } from './lane.ts';
import type { Prefix, Role } from './roles.ts';

// All paths are relative to the session folder, with `/` (TEAM-16, TEAM-17, TEAM-18).

/** Where the aggregate of all lanes is kept; the coordinator writes it. */
export const AGGREGATE = 'artifacts/aggregate-results.json';

/** What all namespaces are below: one file each, which its role alone writes. */
export const NAMESPACES = 'wisdom/shared-memory';

/** All namespaces in one file, for whoever reads them all; the coordinator composes it of them. */
export const SHARED_MEMORY = 'wisdom/shared-memory.json';

/** Where a lane keeps its artefacts. */
export function artifactsOf(lane: Lane): string {
  if (isBranch(lane)) return `artifacts/branches/${lane}`;
  return isPipeline(lane) ? `artifacts/pipelines/${lane}` : 'artifacts';
}

/** Where the profile and the plan of a lane are: of all branches the same, of a pipeline its own. */
export function planningLane(lane: Lane): Lane {
  return isBranch(lane) ? MAIN : lane;
}

/** What a lane is measured against (TPB-01). */
export function baselineFile(lane: Lane): string {
  return `${artifactsOf(planningLane(lane))}/baseline-metrics.json`;
}

/** What an optimizer is told to do: a branch its own part of the plan, else a whole plan (TPO-01). */
export function planFile(lane: Lane): string {
  return isBranch(lane)
    ? `${artifactsOf(lane)}/optimization-detail.md`
    : `${artifactsOf(lane)}/optimization-plan.md`;
}

/**
 * What was said in a discussion: of the plan (TPS-08), which its strategist writes, or of a review
 * (TPR-05), which its reviewer writes. Every lane has a file of its own.
 */
export function discussionFile(about: 'OPT' | 'REVIEW', lane: Lane): string {
  return `discussions/DISCUSS-${about}${lane === MAIN ? '' : `-${lane}`}.md`;
}

/** The namespace that a role alone writes in a lane: `optimizer.B01` (TEAM-21). */
export function namespaceOf(role: Role, lane: Lane): string {
  return lane === MAIN ? role : `${role}.${lane}`;
}

/** What a task leaves. */
export function expectedOf(prefix: Prefix, role: Role, lane: Lane): string {
  const folder = artifactsOf(lane);
  switch (prefix) {
    case 'PROFILE':
      return `${folder}/bottleneck-report.md`;
    case 'STRATEGY':
      return `${folder}/optimization-plan.md`;
    case 'IMPL':
    case 'FIX':
      return `${NAMESPACES}/${namespaceOf(role, lane)}.json`;
    case 'BENCH':
      return `${folder}/benchmark-results.json`;
    case 'REVIEW':
    case 'QUALITY':
      return `${folder}/review-report.md`;
  }
}
