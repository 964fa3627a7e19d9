import { configuration, records, tools, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  type ChangeSummary,
  changesSchema,
  readChanges,
} from '../schemas/performance-changes-in-history-schema.ts';

/** Maximum number of links in addition to the list. */
const LINKED = 10;

export const history = tools.defineTool({
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

/** Names at most this many others. */
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
