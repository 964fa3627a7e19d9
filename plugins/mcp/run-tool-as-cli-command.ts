import {
  configuration,
  type Flags,
  type LongTool,
  type Outcome,
  type Tool as PluginTool,
  type Tool,
  tools,
} from 'perf-harness/plugin';
import { z } from 'zod';
import type { McpToolContext } from './mcp-server-dependencies.ts';

const LONGEST_TEXT = 10_000;

type Inputs = Pick<PluginTool, 'command' | 'arguments' | 'options'>;

/** Creates a tool's input schema: its command's arguments and options, some required. */
export function createInputSchema({ command, arguments: named = [], options }: Inputs): z.ZodType {
  const words = named.map((argument) => {
    const input = wordsOf(argument).describe(argument.help);
    return [argument.name, argument.isRequired ? input : input.optional()] as const;
  });
  const flags = Object.entries(options).map(([name, isRequired]) => {
    const input = tools.optionInput(command.options[name]);
    return [tools.toSnakeCase(name), isRequired ? input : input.optional()] as const;
  });
  return z.strictObject(Object.fromEntries([...words, ...flags]));
}

function wordsOf({ isRepeatable = false, isText = false }: tools.ToolArgument): z.ZodType {
  if (isRepeatable) return z.array(tools.wordArgument).max(tools.MAX_LIST_ITEMS);
  return isText ? z.string().min(1).max(LONGEST_TEXT) : tools.wordArgument;
}

/** Converts a tool's input into words and flags of its command; lists words that are paths. */
function readInput(
  { command, arguments: named = [] }: Inputs,
  input: unknown,
): {
  readonly words: readonly string[];
  readonly flags: Flags<tools.Options>;
  readonly paths: readonly string[];
} {
  const values = input as Readonly<Record<string, string | readonly string[] | undefined>>;
  const ofArgument = ({ name }: tools.ToolArgument): readonly string[] =>
    [values[name] ?? []].flat();
  const names = new Set(named.map(({ name }) => name));
  const rest = Object.entries(values).filter(([name]) => !names.has(name));
  return {
    words: named.flatMap(ofArgument),
    flags: readFlags(Object.fromEntries(rest), command.options),
    paths: named.filter(({ isPath }) => isPath).flatMap(ofArgument),
  };
}

export function readFlags(input: unknown, options: tools.Options): Flags<tools.Options> {
  const entries = Object.entries(tools.omitUndefined(input as object)).map(([key, value]) => {
    const name = key.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
    return [name, typed(value, options[name])] as const;
  });
  return Object.fromEntries(entries) as Flags<tools.Options>;
}

/** A value as the command line has it. */
function typed(value: unknown, option: tools.Option | undefined): unknown {
  if (option?.list !== undefined && Array.isArray(value)) return value.join(',');
  return typeof value === 'number' ? String(value) : value;
}

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
