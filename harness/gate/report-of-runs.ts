import { REPORT_SCHEMA, type Report } from '../model/documents/document.ts';
import type { RunRecord } from '../model/documents/record.ts';
import { rankGroups } from '../stats/rank.ts';
import { worstVerdict } from './judge.ts';

/**
 * Combines runs into a report: alternatives are ranked, and the worst verdict is that of the
 * report.
 */
export function reportOfRuns(runs: readonly RunRecord[]): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings: [],
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}
