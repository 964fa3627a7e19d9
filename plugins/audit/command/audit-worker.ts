import type { Host } from 'perf-harness/plugin';
import { runAssignment } from '../run-assignment.ts';

/** Words of the process that an auditor looks in: its id, the folder of the audit, and rules that do not look. */
export async function runAuditWorker(
  host: Host,
  args: readonly string[],
  signal: AbortSignal,
): Promise<null> {
  const [auditor = '', folder = '', ...without] = args;
  await runAssignment(host, { auditor, folder, without }, signal);
  return null;
}
