import { configuration, tools } from 'perf-harness/plugin';
import { z } from 'zod';

/** Maximum number of scenarios in a response; a filter finds the others. */
const MAX_SCENARIOS = 200;

export const listScenarios = tools.defineTool({
  name: 'list_scenarios',
  title: 'List scenarios',
  description:
    'Scenarios that this project can measure, with kind, file, tags and budgets. Measures nothing.',
  permission: null,
  measures: false,
  effects: tools.READ_ONLY,
  input: z.strictObject({ scenarios: tools.scenariosArgument, filter: tools.filterArgument }),
  output: z.object({
    total: z.int(),
    scenarios: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        file: z.string().nullable(),
        group: z.string().nullable(),
        tags: z.array(z.string()),
        budgets: z.array(z.string()),
      }),
    ),
  }),
  call: async ({ scenarios: targets = [], filter }, { host }) => {
    const wanted = tools.readScenarios({ targets, filter });
    const config = await configuration.loadConfig(host, host.cwd);
    tools.rejectOutsidePaths(host, config.root, targets);
    const found = await tools.findScenarios(host, config, wanted);
    tools.refuseScenariosOutside(host, config, found);
    const scenarios = found.slice(0, MAX_SCENARIOS).map((scenario) => ({
      name: scenario.name,
      kind: scenario.kind,
      file: scenario.source?.path ?? null,
      group: scenario.group,
      tags: [...scenario.tags],
      budgets: scenario.budgets.map(({ metric, text }) => `${metric} ${text}`),
    }));
    const lines = scenarios.map(
      ({ kind, name, file }) => `${kind} ${JSON.stringify(name)} ${file ?? ''}`,
    );
    return {
      structured: { total: found.length, scenarios },
      text: `${found.length} scenarios\n${lines.join('\n')}\n`,
    };
  },
});
