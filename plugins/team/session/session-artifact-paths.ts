import { join } from 'node:path';
import {
  isBranch,
  isPipeline,
  MAIN_WORKSTREAM,
  type Role,
  type TaskPrefix,
  type Workstream,
} from './workstream.ts';

// All paths are relative to the session folder, with `/` (TEAM-16, TEAM-17, TEAM-18).

/** Path of the aggregate of all workstreams, written by the coordinator. */
export const AGGREGATE_FILE = 'artifacts/aggregate-results.json';

/** Folder of the namespaces: a file each, written only by its role. */
export const NAMESPACES_FOLDER = 'wisdom/shared-memory';

/** File with all namespaces, composed from their own files. */
export const SHARED_MEMORY_FILE = 'wisdom/shared-memory.json';

export function artifactFolder(workstream: Workstream): string {
  if (isBranch(workstream)) return `artifacts/branches/${workstream}`;
  return isPipeline(workstream) ? `artifacts/pipelines/${workstream}` : 'artifacts';
}

/** Workstream whose profile and plan apply: `main` for all branches, each pipeline's own. */
export function planningWorkstream(workstream: Workstream): Workstream {
  return isBranch(workstream) ? MAIN_WORKSTREAM : workstream;
}

/** Path of the baseline of a workstream (TPB-01). */
export function baselineFile(workstream: Workstream): string {
  return `${artifactFolder(planningWorkstream(workstream))}/baseline-metrics.json`;
}

/** Path of an optimizer's assignment: a branch's part of the plan, else a whole plan (TPO-01). */
export function planFile(workstream: Workstream): string {
  return isBranch(workstream)
    ? `${artifactFolder(workstream)}/optimization-detail.md`
    : `${artifactFolder(workstream)}/optimization-plan.md`;
}

/**
 * Path of a discussion: of the plan (TPS-08), written by its strategist, or of a review (TPR-05),
 * written by its reviewer. Every workstream has a file of its own.
 */
export function discussionFile(about: 'OPT' | 'REVIEW', workstream: Workstream): string {
  return `discussions/DISCUSS-${about}${workstream === MAIN_WORKSTREAM ? '' : `-${workstream}`}.md`;
}

/** Returns the namespace that only one role writes in a workstream: `optimizer.B01` (TEAM-21). */
export function namespaceName(role: Role, workstream: Workstream): string {
  return workstream === MAIN_WORKSTREAM ? role : `${role}.${workstream}`;
}

export function expectedArtifact(prefix: TaskPrefix, role: Role, workstream: Workstream): string {
  const folder = artifactFolder(workstream);
  switch (prefix) {
    case 'PROFILE':
      return `${folder}/bottleneck-report.md`;
    case 'STRATEGY':
      return `${folder}/optimization-plan.md`;
    case 'IMPL':
    case 'FIX':
      return `${NAMESPACES_FOLDER}/${namespaceName(role, workstream)}.json`;
    case 'BENCH':
      return `${folder}/benchmark-results.json`;
    case 'REVIEW':
    case 'QUALITY':
      return `${folder}/review-report.md`;
  }
}

/** Folder of all sessions in the project, with a `.gitignore` that excludes it. */
export const SESSIONS_FOLDER = '.workflow';

export type SessionPaths = ReturnType<typeof resolveSessionPaths>;

/** Paths of a session's files, absolute (TEAM-16). */
export function resolveSessionPaths(root: string, id: string) {
  const all = join(root, SESSIONS_FOLDER);
  const folder = join(all, id);
  const below = (...names: readonly string[]): string => join(folder, ...names);
  return {
    all,
    folder,
    session: below('session.json'),
    tasks: below('tasks'),
    task: (task: string) => below('tasks', `${task}.json`),
    /** Report of a worker, by the attempt of its claim. */
    report: (task: string, attempt: number) => below('reports', `${task}.${attempt}.json`),
    /** Pending batch of writes; absent: all are done. */
    commit: below('commit.json'),
    /** Requests of people while a coordinator works. */
    inbox: below('inbox'),
    /** Record of the coordinator, written by itself. */
    holder: below('coordinator.txt'),
    /** Path of an artefact, which is relative and has `/`. */
    artefact: (path: string) => below(...path.split('/')),
    /** Folders that every session has, even if empty. */
    folders: ['artifacts', 'explorations', 'wisdom', 'discussions'].map((name) => below(name)),
  };
}
