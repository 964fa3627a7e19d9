import type { RunRecord } from '../model/documents/run-record.ts';
import {
  REPORT_SCHEMA,
  type Report,
} from '../model/documents/run-report-and-comparison-document.ts';
import { rankAlternatives } from '../stats/rank-measured-alternatives.ts';
import { worstVerdict } from './judge-metric-budget.ts';

/** Combines runs into a report: alternatives are ranked, the worst verdict is the report's. */
export function combineRuns(runs: readonly RunRecord[]): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankAlternatives(runs),
    findings: [],
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}
