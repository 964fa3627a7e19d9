import type { z } from 'zod';
import { baselineSchema } from './baseline.ts';
import { bisectReportSchema } from './bisect-document.ts';
import { calibrationReportSchema } from './calibration.ts';
import { capacityReportSchema } from './capacity-document.ts';
import { checklistReportSchema } from './checklist-document.ts';
import { doctorReportSchema } from './doctor.ts';
import { comparisonReportSchema, reportSchema } from './document.ts';
import { gateReportSchema } from './gate-document.ts';
import { historyReportSchema } from './history-document.ts';
import { historyEntrySchema } from './history-entry.ts';
import { profileDiffReportSchema } from './profile-diff-document.ts';
import { profileReportSchema } from './profile-document.ts';
import { runRecordSchema } from './record.ts';

/** Every JSON that perf-harness writes, by the word that `perf-harness schema` knows it by. */
export const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  /** What `run --reporter json` and `report --reporter json` print. */
  report: reportSchema,
  /** What `compare --reporter json` prints. */
  comparison: comparisonReportSchema,
  /** What `gate --reporter json` prints. */
  gate: gateReportSchema,
  /** What `bisect --reporter json` prints. */
  bisect: bisectReportSchema,
  /** What `run --find-capacity --reporter json` prints. */
  capacity: capacityReportSchema,
  /** What `profile --reporter json` prints. */
  profile: profileReportSchema,
  /** What `profile --diff --reporter json` prints. */
  'profile-diff': profileDiffReportSchema,
  /** What `check --reporter json` prints. */
  checklist: checklistReportSchema,
  /** What `history trend`, `changes` and `digest` print with `--reporter json`. */
  history: historyReportSchema,
  /** One run in a history, as `history export` writes it: one a line. */
  'history-entry': historyEntrySchema,
  /** One record, as kept in `.perf-harness/runs/`. */
  run: runRecordSchema,
  /** One baseline, as kept in `.perf-harness/baselines/`. */
  baseline: baselineSchema,
  /** What `calibrate --json` prints. */
  calibration: calibrationReportSchema,
  /** What `doctor --json` prints. */
  doctor: doctorReportSchema,
};
