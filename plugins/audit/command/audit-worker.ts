import type { Host } from 'perf-harness/plugin';
import { runAssignment } from '../run-auditor-from-audit-folder.ts';

/** Runs an auditor in its own process. Arguments: its id, the audit folder, rules to skip. */
export async function runAuditWorker(
  host: Host,
  args: readonly string[],
  signal: AbortSignal,
): Promise<null> {
  const [auditor = '', folder = '', ...without] = args;
  await runAssignment(host, { auditor, folder, without }, signal);
  return null;
}
