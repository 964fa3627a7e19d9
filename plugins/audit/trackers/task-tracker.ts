import type { AuditTask } from '../outputs/issue-tracker-task-for-audit-findings.ts';

/** Task tracker of a team. Without a tracker, the task stays a file (AUD-21). */
export interface TaskTracker {
  readonly name: string;
  /** Creates one task. @throws Error with the reason why it could not. */
  readonly create: (task: AuditTask, signal: AbortSignal) => Promise<CreatedTask>;
}

/** The task as the tracker knows it. */
export interface CreatedTask {
  readonly url: string;
}

/** Timeout of one request. */
const TIMEOUT_MS = 30_000;

/** Sends JSON and returns the response. @throws Error with the status, and never with the token. */
export async function postToTracker(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // Redirects are refused, so that the token is sent only to its intended host.
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server returned status ${response.status}`);
  }
  return response.json();
}
