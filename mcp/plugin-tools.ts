import { z } from 'zod';
import { loadConfig } from '../harness/scenario/config.ts';
import { type Command, callOf } from '../registry/command.ts';
import type { Flags, Options } from '../registry/option.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { Tool as PluginTool } from '../registry/tool.ts';
import { viewedDocument } from '../registry/viewed-document.ts';
import { shorten } from './measure/answer-text.ts';
import { given } from './measure/given.ts';
import { refuseOutside } from './measure/inside-project.ts';
import { optionInput, snakeCase } from './option-input.ts';
import { MEASURES, type Tool } from './tool.ts';

/** Tools that plugins bring, each running a command of its plugin. */
export async function pluginTools(plugins: readonly Plugin[]): Promise<readonly Tool[]> {
  const loaded = await Promise.all(
    plugins.map(async (plugin) => {
      const { permission, load } = plugin.tools ?? { permission: null, load: async () => [] };
      return (await load()).map((tool) => toolOf(plugin, tool, permission));
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
    measuresFor: (input) => tool.measuresWith(flagsOf(input)),
    // A call keeps another document, also one that measures nothing.
    effects: MEASURES,
    input: inputOf(command, tool.options),
    output: z.looseObject({}),
    outputSchema,
    call: async (input, { host, signal, onProgress }) => {
      const flags = flagsOf(input);
      refuseOutside(host, host.cwd, tool.pathsOf(flags));
      const config = await loadConfig(host, host.cwd);
      const progress = {
        say: (text: string) => onProgress({ type: 'unit-progress', scenario: name, text }),
        measuring: onProgress,
      };
      const context = { ...callOf(host, command.options, { flags }), config, signal, progress };
      const { document } = await command.run(context);
      if (document === undefined) throw new Error(`${name} gave no document`);
      const { agentReporter } = await import('../reports/agent.ts');
      const viewed = await viewedDocument(document, [plugin]);
      const text = agentReporter.view?.render(viewed, { width: 80, color: false }) ?? '';
      return { structured: tool.answer(document), text: shorten(text) };
    },
  };
}

/** Input of a tool: options that its command has, some of which have to be given. */
function inputOf({ options }: Command, wanted: PluginTool['options']): z.ZodType {
  const entries = Object.entries(wanted).map(([name, isRequired]) => {
    const input = optionInput(options[name]);
    return [snakeCase(name), isRequired ? input : input.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(entries));
}

function flagsOf(input: unknown): Flags<Options> {
  const entries = Object.entries(given(input as object)).map(([key, value]) => [
    key.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries) as Flags<Options>;
}
