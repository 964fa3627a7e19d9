import { z } from 'zod';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';

export const runSummarySchema = z.object({
  record: z.string().describe('Identifier; the full record is at perf-harness://runs/<id>.'),
  scenario: z.string(),
  state: z.string(),
  verdict: z.string().describe("Verdict on the run's budgets."),
  trials: z.int().describe('Number of trials, excluding warm-up, counting and tracing trials.'),
  metrics: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      center: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      n: z.int(),
      better: z.string(),
    }),
  ),
  budgets: z.array(
    z.object({
      metric: z.string(),
      limit: z.string(),
      value: z.number().nullable(),
      verdict: z.string(),
    }),
  ),
  findings: z.array(z.object({ level: z.string(), id: z.string(), message: z.string() })),
});
type RunSummary = z.infer<typeof runSummarySchema>;

/** Number of findings in a summary; the record has the others. */
const MOST_FINDINGS = 12;
const MOST_METRICS = 30;

export function runSummary(run: RunRecord): RunSummary {
  return {
    record: run.id,
    scenario: run.scenario,
    state: run.state,
    verdict: run.verdict,
    trials: run.trials.filter(({ warmup, pass }) => !warmup && pass === undefined).length,
    metrics: Object.entries(run.metrics)
      .slice(0, MOST_METRICS)
      .map(([name, { unit, center, low, high, n, better }]) => ({
        name,
        unit,
        center,
        n,
        better,
        // A single trial has no spread.
        ...(n > 1 ? { low, high } : { low: null, high: null }),
      })),
    budgets: run.budgets.map(({ metric, limit, value, verdict }) => ({
      metric,
      limit,
      value,
      verdict,
    })),
    findings: run.findings
      .slice(0, MOST_FINDINGS)
      .map(({ level, id, message }) => ({ level, id, message })),
  };
}
