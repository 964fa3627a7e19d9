import { z } from 'zod';
import { OPERATORS } from '../scenario/budget.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunRecord } from './run-record.ts';

const budgetSchema = z.object({
  metric: z.string(),
  operator: z.enum(OPERATORS),
  limit: z.number(),
  level: z.enum(['warn', 'error']),
  text: z.string(),
});

const settingsSchema = z.looseObject({
  budgets: z.array(budgetSchema),
  regression: z.record(z.string(), z.number()),
  margin: z.number().nullable(),
});

/**
 * Restores the scenario of a record as far as judging needs it; its functions are in the scenario's
 * file. null where the settings belong to none.
 */
export function restoreRecordedScenario(record: RunRecord): Scenario | null {
  const settings = settingsSchema.safeParse(record.settings);
  if (!settings.success) return null;
  const { scenario: name, kind, group, params, tags, file } = record;
  const source = file === null ? null : { file, name };
  // Sound as far as judging reads it: `startRecord` took these settings from a scenario.
  return { ...record.settings, name, kind, group, params, tags, source } as unknown as Scenario;
}
