import type { Finding } from 'perf-harness/plugin';
import type { AuditTracker } from '../settings/audit-definition.ts';
import { githubTracker } from './github.ts';
import { linearTracker } from './linear.ts';
import type { Tracker } from './tracker.ts';

/**
 * Returns the tracker that a project has configured; without a token the task stays a file, which
 * is reported.
 */
export function configuredTracker(
  wanted: AuditTracker | null,
  env: Readonly<Record<string, string | undefined>>,
): { readonly tracker: Tracker | null; readonly findings: readonly Finding[] } {
  if (wanted === null) return { tracker: null, findings: [] };
  const token = env[wanted.token] ?? '';
  if (token === '') {
    const message = `The task is in a file alone: ${wanted.token} is not set.`;
    const remedy = `Set ${wanted.token} to a token, or take audit.tracker out of the configuration.`;
    return {
      tracker: null,
      findings: [{ id: 'audit-tracker-without-token', level: 'info', message, remedy }],
    };
  }
  const { url } = wanted;
  const tracker =
    wanted.type === 'linear'
      ? linearTracker(token, url)
      : githubTracker(token, wanted.repository, url);
  return { tracker, findings: [] };
}
