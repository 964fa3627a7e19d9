import type { Role, TaskPrefix } from './team-roles.ts';
import { isBranch, isPipeline, MAIN_WORKSTREAM, type Workstream } from './workstream.ts';

// All paths are relative to the session folder, with `/` (TEAM-16, TEAM-17, TEAM-18).

/** Path of the aggregate of all lanes, written by the coordinator. */
export const AGGREGATE_FILE = 'artifacts/aggregate-results.json';

/** Folder of the namespaces: a file each, written only by its role. */
export const NAMESPACES_FOLDER = 'wisdom/shared-memory';

/** File with all namespaces, composed from their own files. */
export const SHARED_MEMORY_FILE = 'wisdom/shared-memory.json';

/** Folder of the artefacts of a lane. */
export function artifactFolder(lane: Workstream): string {
  if (isBranch(lane)) return `artifacts/branches/${lane}`;
  return isPipeline(lane) ? `artifacts/pipelines/${lane}` : 'artifacts';
}

/** Lane with the profile and plan of a lane: shared by all branches, own for each pipeline. */
export function planningWorkstream(lane: Workstream): Workstream {
  return isBranch(lane) ? MAIN_WORKSTREAM : lane;
}

/** Path of the baseline of a lane (TPB-01). */
export function baselineFile(lane: Workstream): string {
  return `${artifactFolder(planningWorkstream(lane))}/baseline-metrics.json`;
}

/** Path of an optimizer's assignment: a branch's part of the plan, else a whole plan (TPO-01). */
export function planFile(lane: Workstream): string {
  return isBranch(lane)
    ? `${artifactFolder(lane)}/optimization-detail.md`
    : `${artifactFolder(lane)}/optimization-plan.md`;
}

/**
 * Path of a discussion: of the plan (TPS-08), written by its strategist, or of a review (TPR-05),
 * written by its reviewer. Every lane has a file of its own.
 */
export function discussionFile(about: 'OPT' | 'REVIEW', lane: Workstream): string {
  return `discussions/DISCUSS-${about}${lane === MAIN_WORKSTREAM ? '' : `-${lane}`}.md`;
}

/** Returns the namespace that only one role writes in a lane: `optimizer.B01` (TEAM-21). */
export function namespaceName(role: Role, lane: Workstream): string {
  return lane === MAIN_WORKSTREAM ? role : `${role}.${lane}`;
}

/** Path of the artefact that a task produces. */
export function expectedArtifact(prefix: TaskPrefix, role: Role, lane: Workstream): string {
  const folder = artifactFolder(lane);
  switch (prefix) {
    case 'PROFILE':
      return `${folder}/bottleneck-report.md`;
    case 'STRATEGY':
      return `${folder}/optimization-plan.md`;
    case 'IMPL':
    case 'FIX':
      return `${NAMESPACES_FOLDER}/${namespaceName(role, lane)}.json`;
    case 'BENCH':
      return `${folder}/benchmark-results.json`;
    case 'REVIEW':
    case 'QUALITY':
      return `${folder}/review-report.md`;
  }
}
