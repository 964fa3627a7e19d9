import { z } from 'zod';
import { loadConfig } from '../harness/scenario/config.ts';
import { callOf } from '../registry/command.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { Tool as PluginTool } from '../registry/tool.ts';
import { flagsOf, inputOf } from './command-input.ts';
import { longTools } from './long-tools.ts';
import { viewedAnswer } from './measure/answer-text.ts';
import { refuseOutside } from './measure/inside-project.ts';
import { KEEPS, MEASURES, type Tool } from './tool.ts';

/** Tools that plugins bring, each running a command of its plugin. */
export async function pluginTools(plugins: readonly Plugin[]): Promise<readonly Tool[]> {
  const loaded = await Promise.all(
    plugins.map(async (plugin) => {
      const { permission, load } = plugin.tools ?? { permission: null, load: async () => [] };
      return (await load()).flatMap((tool) =>
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
    call: async (input, { host, signal, onProgress }) => {
      const { [tool.argument?.name ?? '']: path, ...flags } = flagsOf(input, command.options);
      const words = typeof path === 'string' ? [path] : [];
      refuseOutside(host, host.cwd, [...words, ...(tool.pathsOf?.(flags) ?? [])]);
      const config = await loadConfig(host, host.cwd);
      const say = (text: string): void =>
        onProgress({ type: 'unit-progress', scenario: name, text });
      const progress = { say, log: say, measuring: onProgress };
      const call = callOf(host, command.options, { flags, words });
      const { document } = await command.run({ ...call, config, signal, progress, confirm: null });
      if (document === undefined) throw new Error(`${name} gave no document`);
      return { structured: tool.answer(document), text: await viewedAnswer(document, plugin) };
    },
  };
}
