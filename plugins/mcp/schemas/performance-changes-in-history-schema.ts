import { configuration, type Host, history } from 'perf-harness/plugin';
import { z } from 'zod';

/** Maximum number of changes in a response, newest first. */
const MAX_CHANGES = 50;

/** Lasting change of a metric, as reported to an agent. */
const changeSchema = z.object({
  id: z.string(),
  scenario: z.string(),
  metric: z.string(),
  direction: z.enum(['better', 'worse']),
  ratio: z.number().nullable().describe('New typical value divided by the old typical value.'),
  low: z.number().nullable().describe("Lower bound of the ratio's 95 % interval."),
  high: z.number().nullable(),
  good: z.string().nullable().describe('Last commit known to have the old value.'),
  bad: z.string().nullable().describe('First commit known to have the new value.'),
  cause: z.string().describe('What changed at that point: code, or something else.'),
  status: z.string(),
  same_as: z
    .string()
    .nullable()
    .describe(
      'Change in another metric with the same origin; both are treated as a single change.',
    ),
  bisect: z
    .string()
    .nullable()
    .describe('Command that finds the commit responsible for the change.'),
});
export const changesSchema = z.array(changeSchema);

export type ChangeSummary = z.infer<typeof changeSchema>;

/** Reads the changes in a project's history; empty if nothing has been measured yet. */
export async function readChanges(
  host: Host,
  scenario: string | undefined,
  signal: AbortSignal,
): Promise<z.infer<typeof changesSchema>> {
  const options = history.wholeHistoryOptions(
    await configuration.loadConfig(host, host.cwd),
    'changes',
  );
  const scenarios = scenario === undefined ? [] : [scenario];
  const report = await history.buildHistoryOrNull(host, { ...options, scenarios }, signal);
  return report === null ? [] : changesOf(report);
}

function changesOf({ trends }: history.HistoryReport): z.infer<typeof changesSchema> {
  return trends
    .flatMap(({ scenario, metric, changes }) =>
      changes.map((change) => ({ ...change, scenario, metric })),
    )
    .toSorted((a, b) => (a.since.to < b.since.to ? 1 : -1))
    .slice(0, MAX_CHANGES)
    .map(({ ratio_low: low, ratio_high: high, since: { good, bad }, same_as = null, ...change }) =>
      changeSchema.parse({ ...change, low, high, good, bad, same_as }),
    );
}
