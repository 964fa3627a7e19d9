import { configuration, type Host, history, records, tools, UserError } from 'perf-harness/plugin';
import { z } from 'zod';

const MAX_CHANGES = 50;

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
const changesSchema = z.array(changeSchema);

type ChangeSummary = z.infer<typeof changeSchema>;

/** Reads the changes in a project's history; empty if nothing has been measured yet. */
async function readChanges(
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

const LINKED = 10;

export const historyTool = tools.defineTool({
  name: 'history',
  title: 'Measured runs, and when performance regressed',
  description:
    'Saved runs, newest first, and lasting changes across commits. Shows where to look; a difference from an earlier value proves nothing.',
  permission: null,
  measures: false,
  effects: tools.READ_ONLY,
  input: z.strictObject({
    scenario: tools.wordArgument.optional().describe('Full scenario name.'),
    limit: z.int().min(1).max(200).optional().describe('Default: 20.'),
  }),
  output: z.object({
    total: z.int(),
    runs: z.array(
      z.object({
        record: z.string(),
        scenario: z.string(),
        state: z.string(),
        verdict: z.string(),
        started_at: z.string(),
      }),
    ),
    changes: changesSchema,
    gain: tools.gainSchema,
  }),
  call: async ({ scenario, limit = 20 }, { host, signal }) => {
    const { stateFolder } = await configuration.loadConfig(host, host.cwd);
    const all = records.createRecordStore(host, stateFolder).list().filter(records.isLoadable);
    const known = all.filter((run) => scenario === undefined || run.scenario === scenario);
    if (scenario !== undefined && known.length === 0) throw neverMeasured(scenario, all);
    const newest = known.slice(-limit).reverse();
    const changes =
      newest.length === 0 ? [] : tools.roundNumbers(await readChanges(host, scenario, signal));
    const lines = newest.map((run) => `${run.id} ${run.verdict} ${run.state}`);
    return {
      structured: {
        total: known.length,
        runs: newest.map((run) => ({
          record: run.id,
          scenario: run.scenario,
          state: run.state,
          verdict: run.verdict,
          started_at: run.startedAt,
        })),
        changes,
        gain: tools.gainWithoutComparison(scenario === undefined ? [] : [scenario]),
      },
      text: `${known.length} runs\n${lines.join('\n')}\n${changes.map(changeLine).join('')}`,
      links: newest.slice(0, LINKED).map(tools.runLink),
    };
  },
});

const NAMED = 20;

function neverMeasured(
  scenario: string,
  runs: readonly { readonly scenario: string }[],
): UserError {
  const names = [...new Set(runs.map((run) => run.scenario))];
  const others =
    names.length === 0
      ? 'Nothing has been measured here yet.'
      : `Measured: ${names.slice(0, NAMED).join(', ')}.`;
  return new UserError({
    code: 'scenario-not-found',
    message: `There is no saved run of a scenario named "${scenario}". ${others}`,
    remedy:
      'Give the full name of a measured scenario, or measure this scenario with the run tool.',
  });
}

function changeLine({ id, metric, scenario, ratio, good, bad, status }: ChangeSummary): string {
  return `change ${id} ${JSON.stringify(scenario)} ${metric} ratio=${ratio} between ${good} and ${bad}: ${status}\n`;
}
