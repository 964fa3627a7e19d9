import { REPORT_SCHEMA, type Report } from '../model/documents/comparison-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import { rankGroups } from '../stats/rank-groups.ts';
import { worstVerdict } from './judge-budget.ts';

/**
 * Combines runs into a report: alternatives are ranked, and the worst verdict is that of the
 * report.
 */
export function combineRuns(runs: readonly RunRecord[]): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings: [],
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}
