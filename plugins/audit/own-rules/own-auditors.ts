import { type Host, readAuditRules } from 'perf-harness';
import type { Auditor } from '../auditor.ts';
import { AUDITORS } from '../auditors/auditors.ts';
import { addOwnRules } from './add-own-rules.ts';

/** The three auditors with the rules of these files. @throws UserError for a rule that cannot be used. */
export async function ownAuditors(
  host: Host,
  files: readonly string[],
): Promise<readonly Auditor[]> {
  return addOwnRules(AUDITORS, await readAuditRules(host, files));
}
