import { worstVerdict } from '../../harness/gate/judge.ts';
import { REPORT_SCHEMA, type Report } from '../../harness/model/documents/document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import { rankGroups } from '../../harness/stats/rank.ts';

/** A report over runs that were measured before. */
export function reportOfRuns(runs: readonly RunRecord[]): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings: [],
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}
