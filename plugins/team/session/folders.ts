import { isBranch, isPipeline, type Lane, MAIN } from './lane.ts';
import type { Prefix, Role } from './roles.ts';

// All paths are relative to the session folder, with `/` (TEAM-16, TEAM-17, TEAM-18).

/** Path of the aggregate of all lanes, written by the coordinator. */
export const AGGREGATE = 'artifacts/aggregate-results.json';

/** Folder of the namespaces: a file each, written only by its role. */
export const NAMESPACES = 'wisdom/shared-memory';

/** All namespaces in one file, for whoever reads them all; the coordinator composes it of them. */
export const SHARED_MEMORY = 'wisdom/shared-memory.json';

/** Folder of the artefacts of a lane. */
export function artifactsOf(lane: Lane): string {
  if (isBranch(lane)) return `artifacts/branches/${lane}`;
  return isPipeline(lane) ? `artifacts/pipelines/${lane}` : 'artifacts';
}

/**
 * Lane that holds the profile and plan of a lane: shared by all branches, separate for each
 * pipeline.
 */
export function planningLane(lane: Lane): Lane {
  return isBranch(lane) ? MAIN : lane;
}

/** Path of the baseline of a lane (TPB-01). */
export function baselineFile(lane: Lane): string {
  return `${artifactsOf(planningLane(lane))}/baseline-metrics.json`;
}

/**
 * Path of an optimizer's assignment: for a branch its own part of the plan, else a whole plan
 * (TPO-01).
 */
export function planFile(lane: Lane): string {
  return isBranch(lane)
    ? `${artifactsOf(lane)}/optimization-detail.md`
    : `${artifactsOf(lane)}/optimization-plan.md`;
}

/**
 * Path of a discussion: of the plan (TPS-08), written by its strategist, or of a review (TPR-05),
 * written by its reviewer. Every lane has a file of its own.
 */
export function discussionFile(about: 'OPT' | 'REVIEW', lane: Lane): string {
  return `discussions/DISCUSS-${about}${lane === MAIN ? '' : `-${lane}`}.md`;
}

/** The namespace that a role alone writes in a lane: `optimizer.B01` (TEAM-21). */
export function namespaceOf(role: Role, lane: Lane): string {
  return lane === MAIN ? role : `${role}.${lane}`;
}

/** Path of the artefact that a task produces. */
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
