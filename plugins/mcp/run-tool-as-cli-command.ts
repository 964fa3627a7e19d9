import {
  configuration,
  type Flags,
  type LongTool,
  type Outcome,
  type Tool,
  tools,
} from 'perf-harness/plugin';
import type { McpToolContext } from './mcp-tool.ts';
import { readInput } from './tool-input-schema-and-command-flags.ts';

/** Words and options of a command line. */
export interface CommandArguments {
  readonly words: readonly string[];
  readonly flags: Flags<tools.Options>;
}

/** Arguments of a client for the command of a tool. @throws UserError for files outside of the project. */
export function readCommandArguments(
  tool: Tool | tools.WorkTool | LongTool,
  input: unknown,
  { host }: Pick<McpToolContext, 'host'>,
): CommandArguments {
  const { words, flags, paths } = readInput(tool, input);
  tools.rejectOutsidePaths(host, host.cwd, [...paths, ...(tool.pathsOf?.(flags) ?? [])]);
  return { words, flags };
}

/** Plugin whose tools are run, with the stored documents for their commands. */
export type PluginTools = tools.PluginTools & Pick<tools.ToolSource, 'openCollections'>;

/** Runs the command of a tool within a call. @throws Error where it returns no document. */
export async function runToolCommand(
  { openCollections }: Pick<PluginTools, 'openCollections'>,
  { name, command }: Tool | tools.WorkTool,
  given: CommandArguments,
  { host, signal, onProgress }: Pick<McpToolContext, 'host' | 'signal' | 'onProgress'>,
): Promise<Outcome> {
  const config = await configuration.loadConfig(host, host.cwd);
  const say = (text: string): void => onProgress({ type: 'unit-progress', scenario: name, text });
  const progress = { say, log: say, measuring: onProgress };
  const call = tools.createCall(host, command.options, given);
  return command.run({
    ...call,
    config,
    openCollections: () => openCollections(host, config),
    signal,
    progress,
    confirm: null,
  });
}

/** Returns an outcome's document and text: the command's, else its view's. @throws if none. */
export async function renderOutcome(
  { document, text }: Outcome,
  { name }: Tool | tools.WorkTool,
  { textOf }: Pick<PluginTools, 'textOf'>,
): Promise<{ readonly document: tools.Document; readonly text: string }> {
  if (document === undefined) throw new Error(`${name} returned no document`);
  const shown = text === undefined ? await textOf(document) : tools.shorten(text);
  return { document, text: shown };
}
