import type { Ranking } from '../model/document.ts';
import type { RunRecord } from '../model/record.ts';

/** Ranks the alternatives of each group by the ratios of the units that were measured in turn. */
export function rankGroups(_runs: readonly RunRecord[]): readonly Ranking[] {
  return [];
}
