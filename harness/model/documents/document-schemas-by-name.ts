import type { z } from 'zod';
import { baselineSchema } from './baseline-document.ts';
import { bisectReportSchema } from './bisect-document.ts';
import { calibrationReportSchema } from './calibration-document.ts';
import { capacityReportSchema } from './capacity-document.ts';
import { doctorReportSchema } from './doctor-document.ts';
import { gateReportSchema } from './gate-document.ts';
import { historyReportSchema } from './history-document.ts';
import { historyEntrySchema } from './history-entry.ts';
import { checklistReportSchema } from './performance-checklist-document.ts';
import { profileDiffReportSchema } from './profile-diff-document.ts';
import { profileReportSchema } from './profile-document.ts';
import { runRecordSchema } from './run-record.ts';
import { comparisonReportSchema, reportSchema } from './run-report-and-comparison-document.ts';

/** Every JSON that perf-harness writes, by the word that `perf-harness schema` knows it by. */
export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  /** Output of `run --reporter json` and `report --reporter json`. */
  report: reportSchema,
  /** Output of `compare --reporter json`. */
  comparison: comparisonReportSchema,
  /** Output of `gate --reporter json`. */
  gate: gateReportSchema,
  /** Output of `bisect --reporter json`. */
  bisect: bisectReportSchema,
  /** Output of `run --find-capacity --reporter json`. */
  capacity: capacityReportSchema,
  /** Output of `profile --reporter json`. */
  profile: profileReportSchema,
  /** Output of `profile --diff --reporter json`. */
  'profile-diff': profileDiffReportSchema,
  /** Output of `check --reporter json`. */
  checklist: checklistReportSchema,
  /** Output of `history trend`, `changes` and `digest` with `--reporter json`. */
  history: historyReportSchema,
  /** One run in a history, as written by `history export`, one per line. */
  'history-entry': historyEntrySchema,
  /** Record, as stored in `.perf-harness/runs/`. */
  run: runRecordSchema,
  /** Baseline, as stored in `.perf-harness/baselines/`. */
  baseline: baselineSchema,
  /** Output of `calibrate --json`. */
  calibration: calibrationReportSchema,
  /** Output of `doctor --json`. */
  doctor: doctorReportSchema,
};
