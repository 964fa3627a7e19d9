import { createHash } from 'node:crypto';
import type { ScanResult } from '../view.ts';

/** Name with the version of the algorithm, for later versions to differ (SARIF 2.1.0, 3.27.17). */
const NAME = 'perfHarnessFinding/v1';

/**
 * Fingerprints by which a viewer knows a result again after its line has moved: of rule, file and
 * subject, and its number among those alike.
 */
export function fingerprinter(): (result: ScanResult) => Readonly<Record<string, string>> {
  const seen = new Map<string, number>();
  return ({ rule, place: { file }, subject }) => {
    // Lines that a subject names move too.
    const words = subject.replace(/(?<=:|\bline )\d+/gu, '');
    const key = createHash('sha256')
      .update(JSON.stringify([rule.id, file, words]))
      .digest('hex');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { [NAME]: `${key.slice(0, 32)}:${count}` };
  };
}
