import type { Finding } from 'perf-harness/plugin';
import type { AuditTracker } from '../settings/audit-config-definition.ts';
import { createGithubTracker } from './github-tracker.ts';
import { createLinearTracker } from './linear-tracker.ts';
import type { TaskTracker } from './task-tracker.ts';

/** Returns the configured tracker; without a token the task stays a file, which is reported. */
export function createConfiguredTracker(
  wanted: AuditTracker | null,
  env: Readonly<Record<string, string | undefined>>,
): { readonly tracker: TaskTracker | null; readonly findings: readonly Finding[] } {
  if (wanted === null) return { tracker: null, findings: [] };
  const token = env[wanted.token] ?? '';
  if (token === '') {
    const message = `The task was written only to a file, because ${wanted.token} is not set.`;
    const remedy = `Set ${wanted.token} to a token, or remove audit.tracker from the configuration.`;
    return {
      tracker: null,
      findings: [{ id: 'audit-tracker-without-token', level: 'info', message, remedy }],
    };
  }
  const { url } = wanted;
  const tracker =
    wanted.type === 'linear'
      ? createLinearTracker(token, url)
      : createGithubTracker(token, wanted.repository, url);
  return { tracker, findings: [] };
}
