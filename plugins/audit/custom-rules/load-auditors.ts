import type { Host } from 'perf-harness/plugin';
import type { Auditor } from '../auditor.ts';
import { ALL_AUDITORS } from '../auditors/auditor-registry.ts';
import { addCustomRules } from './add-custom-rules.ts';
import { readCustomRules } from './read-custom-rules.ts';

/** Returns all auditors, also packs', with these files' rules. @throws UserError: unusable rule. */
export async function loadAuditors(
  host: Host,
  files: readonly string[],
): Promise<readonly Auditor[]> {
  return addCustomRules(ALL_AUDITORS, await readCustomRules(host, files));
}
