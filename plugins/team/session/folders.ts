import { isBranch, isPipeline, type Lane } from './lane.ts';
import type { Prefix, Role } from './roles.ts';

/** Where a lane keeps its artefacts, relative to the session folder, with `/` (TEAM-16, 17, 18). */
export function artifactsOf(lane: Lane): string {
  if (isBranch(lane)) return `artifacts/branches/${lane}`;
  return isPipeline(lane) ? `artifacts/pipelines/${lane}` : 'artifacts';
}

/** The namespace that a role alone writes in a lane: `optimizer.B01` (TEAM-21). */
export function namespaceOf(role: Role, lane: Lane): string {
  return isBranch(lane) || isPipeline(lane) ? `${role}.${lane}` : role;
}

/** What all namespaces are below, relative to the session folder: one file each. */
export const NAMESPACES = 'wisdom/shared-memory';

/** What a task leaves, relative to the session folder. */
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
