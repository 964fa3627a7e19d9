import { z } from 'zod';
import { whereInstalled } from '../registry/missing-package.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { Tool as PluginTool } from '../registry/tool.ts';
import { KEEPS, MEASURES } from '../registry/tools/server-tool.ts';
import { flagsOf, inputOf } from './command-input.ts';
import { longTools } from './long-tools.ts';
import { givenTo, runCommand, shownOutcome } from './run-command.ts';
import type { Tool } from './tool.ts';

/** Tools that plugins bring, each running a command of its plugin. */
export async function pluginTools(plugins: readonly Plugin[]): Promise<readonly Tool[]> {
  const loaded = await Promise.all(
    plugins.map(async (plugin) => {
      const { permission, load } = plugin.tools ?? { permission: null, load: async () => [] };
      // Tools of a package that is not installed are not offered.
      return (await whereInstalled(load, [])).flatMap((tool) =>
        'answer' in tool ? toolOf(plugin, tool, permission) : longTools(plugin, tool, permission),
      );
    }),
  );
  return loaded.flat();
}

function toolOf(plugin: Plugin, tool: PluginTool, permission: string | null): Tool {
  const { name, title, description, command, output: outputSchema } = tool;
  return {
    name,
    title,
    description,
    permission,
    measures: false,
    ...(tool.measuresWith !== undefined && {
      measuresFor: (input) => tool.measuresWith?.(flagsOf(input, command.options)) ?? null,
    }),
    // A call keeps another document, also one that measures nothing.
    effects: tool.measuresWith === undefined ? KEEPS : MEASURES,
    input: inputOf(tool),
    output: z.looseObject({}),
    outputSchema,
    call: async (input, context) => {
      const outcome = await runCommand(tool, givenTo(tool, input, context), context);
      const { document, text } = await shownOutcome(outcome, tool, plugin);
      return { structured: tool.answer(document), text };
    },
  };
}
