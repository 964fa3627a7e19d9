import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { printable } from '../../text/printable.ts';

/**
 * The scenario file of a head: of pairs that of the side `b`, else of the last record, which stored
 * sides have after those of the base. null: no file describes it.
 */
export function headFile(runs: readonly RunRecord[], scenario: string): string | null {
  const own = runs.filter((run) => run.scenario === scenario);
  const file = (own.find(({ side }) => side === 'b') ?? own.at(-1))?.file ?? null;
  return file === null ? null : printable(file);
}
