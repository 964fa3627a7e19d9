import type { BisectReport } from './bisect-document.ts';
import type { CapacityReport } from './capacity-document.ts';
import type { GateReport } from './gate-document.ts';
import type { HistoryReport } from './history-document.ts';
import type { ChecklistReport } from './performance-checklist-document.ts';
import type { ProfileDiffReport } from './profile-diff-document.ts';
import type { ProfileReport } from './profile-document.ts';
import type { ComparisonReport, Report } from './run-report-and-comparison-document.ts';

/** Documents that a reporter renders: one union, discriminated by `schema`. */
export type ReportDocument =
  | Report
  | ComparisonReport
  | GateReport
  | BisectReport
  | CapacityReport
  | ProfileReport
  | ProfileDiffReport
  | ChecklistReport
  | HistoryReport;
