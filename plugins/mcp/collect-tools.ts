import { type Tool as PluginTool, tools } from 'perf-harness/plugin';
import { z } from 'zod';
import { createLongRunningTools } from './job-control-tools.ts';
import type { McpTool } from './mcp-server-dependencies.ts';
import {
  createInputSchema,
  type PluginTools,
  readCommandArguments,
  readFlags,
  renderOutcome,
  runToolCommand,
} from './run-tool-as-cli-command.ts';
import { explainRecord } from './tools/explain-record.ts';
import { historyTool } from './tools/history-tool.ts';
import { listScenarios } from './tools/list-scenarios.ts';

const READING: readonly McpTool[] = [listScenarios, historyTool, explainRecord];

/** Tools that agents can call, in the order that they are shown in. */
export function collectTools(source: tools.ToolSource): readonly McpTool[] {
  return [...READING, ...source.ofCore, ...pluginTools(source)];
}

function pluginTools({ ofPlugins, openCollections }: tools.ToolSource): readonly McpTool[] {
  return ofPlugins.flatMap((brought) => {
    const running = { ...brought, openCollections };
    return brought.tools.flatMap((tool) =>
      'answer' in tool ? toolOf(running, tool) : createLongRunningTools(running, tool),
    );
  });
}

function toolOf(running: PluginTools, tool: PluginTool): McpTool {
  const { name, title, description, command, permission = running.permission } = tool;
  return {
    name,
    title,
    description,
    permission,
    measures: tool.measures ?? false,
    ...(tool.measuresWith !== undefined && {
      measuresFor: (input) => tool.measuresWith?.(readFlags(input, command.options)) ?? null,
    }),
    // Each call stores a new document, even if it measures nothing.
    effects:
      tool.measures || tool.measuresWith !== undefined ? tools.RUNS_PROJECT : tools.ADDS_DOCUMENT,
    input: createInputSchema(tool),
    output: z.looseObject({}),
    call: async (input, context) => {
      const outcome = await runToolCommand(
        running,
        tool,
        readCommandArguments(tool, input, context),
        context,
      );
      const { document, text } = await renderOutcome(outcome, tool, running);
      return { structured: tool.answer(document), text: (await tool.text?.(document)) ?? text };
    },
  };
}
