import { z } from 'zod';
import { refuseOutside, refuseScenariosOutside } from '../../registry/tools/inside-project.ts';
import { filterArgument, scenariosArgument } from '../../registry/tools/schemas/words.ts';
import { defineTool, READS } from '../../registry/tools/server-tool.ts';

/** Scenarios in one answer; a filter finds the others. */
const MOST = 200;

export const listScenarios = defineTool({
  name: 'list_scenarios',
  title: 'List scenarios',
  description:
    'What this project can measure: each scenario with its kind, file, tags and budgets. Scenario files are loaded in a process of their own; nothing is measured.',
  permission: null,
  measures: false,
  effects: READS,
  input: z.strictObject({ scenarios: scenariosArgument, filter: filterArgument }),
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
    const [{ loadConfig }, { readScenarios }, { findScenarios }] = await Promise.all([
      import('../../harness/scenario/config.ts'),
      import('../../harness/scenario/read-scenarios.ts'),
      import('../../api/project/find-scenarios.ts'),
    ]);
    const wanted = readScenarios({ targets, filter });
    const config = await loadConfig(host, host.cwd);
    refuseOutside(host, config.root, targets);
    const found = await findScenarios(host, config, wanted);
    refuseScenariosOutside(host, config, found);
    const scenarios = found.slice(0, MOST).map((one) => ({
      name: one.name,
      kind: one.kind,
      file: one.source?.path ?? null,
      group: one.group,
      tags: [...one.tags],
      budgets: one.budgets.map(({ metric, text }) => `${metric} ${text}`),
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
