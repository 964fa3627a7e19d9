import type { AuditTask } from '../outputs/audit-task.ts';

/** Task tracker of a team. Without a tracker, the task stays a file (AUD-21). */
export interface TaskTracker {
  readonly name: string;
  /** Makes one task. @throws Error that says why it could not. */
  readonly create: (task: AuditTask, signal: AbortSignal) => Promise<CreatedTask>;
}

/** The task as the tracker knows it. */
export interface CreatedTask {
  readonly url: string;
}

/** For one request. */
const TIMEOUT_MS = 30_000;

/** Sends JSON and gives the answer. @throws Error with the status and never with the token. */
export async function postToTracker(
  url: string,
  { headers, body }: { headers: Readonly<Record<string, string>>; body: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    // A token goes where it was meant to go, and nowhere else.
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  return response.json();
}
