import { createHash } from 'node:crypto';
import type { AuditFinding } from '../../harness/model/documents/audit-document.ts';

/** By this name a later version of the way to make it is told from this one (SARIF 2.1.0, 3.27.17). */
const NAME = 'perfHarnessFinding/v1';

/**
 * Fingerprints by which a viewer knows a finding again after its line has moved: of rule, file and issue, and the
 * how many-th alike it is.
 */
export function fingerprinter(): (finding: AuditFinding) => Readonly<Record<string, string>> {
  const seen = new Map<string, number>();
  return ({ rule, file, issue }) => {
    // Lines that an issue names move too.
    const words = issue.replace(/(?<=:|\bline )\d+/gu, '');
    const key = createHash('sha256')
      .update(JSON.stringify([rule, file, words]))
      .digest('hex');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { [NAME]: `${key.slice(0, 32)}:${count}` };
  };
}
