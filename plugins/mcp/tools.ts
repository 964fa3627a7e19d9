import { type Tool as PluginTool, tools } from 'perf-harness/plugin';
import { z } from 'zod';
import { flagsOf, inputOf } from './command-input.ts';
import { longTools } from './long-tools.ts';
import { givenTo, type Running, runCommand, shownOutcome } from './run-command.ts';
import type { Tool } from './tool.ts';
import { explainRecord } from './tools/explain-record.ts';
import { history } from './tools/history.ts';
import { listScenarios } from './tools/list-scenarios.ts';

const READING: readonly Tool[] = [listScenarios, history, explainRecord];

/** Tools that agents can call, in the order that they are shown in. */
export function toolsOf(source: tools.ToolSource): readonly Tool[] {
  return [...READING, ...source.ofCore, ...pluginTools(source)];
}

/** Tools that plugins bring, each running a command of its plugin. */
function pluginTools({ ofPlugins, openCollections }: tools.ToolSource): readonly Tool[] {
  return ofPlugins.flatMap((brought) => {
    const running = { ...brought, openCollections };
    return brought.tools.flatMap((tool) =>
      'answer' in tool ? toolOf(running, tool) : longTools(running, tool),
    );
  });
}

function toolOf(running: Running, tool: PluginTool): Tool {
  const { permission } = running;
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
    effects: tool.measuresWith === undefined ? tools.KEEPS : tools.MEASURES,
    input: inputOf(tool),
    output: z.looseObject({}),
    outputSchema,
    call: async (input, context) => {
      const outcome = await runCommand(running, tool, givenTo(tool, input, context), context);
      const { document, text } = await shownOutcome(outcome, tool, running);
      return { structured: tool.answer(document), text };
    },
  };
}
