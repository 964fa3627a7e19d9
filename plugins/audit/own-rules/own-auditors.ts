import type { Host } from 'perf-harness/plugin';
import type { Auditor } from '../auditor.ts';
import { ALL_AUDITORS } from '../auditors/auditors.ts';
import { addOwnRules } from './add-own-rules.ts';
import { readAuditRules } from './read-audit-rules.ts';

/** All auditors, those of packs among them, with the rules of these files. @throws UserError for a rule that cannot be used. */
export async function ownAuditors(
  host: Host,
  files: readonly string[],
): Promise<readonly Auditor[]> {
  return addOwnRules(ALL_AUDITORS, await readAuditRules(host, files));
}
