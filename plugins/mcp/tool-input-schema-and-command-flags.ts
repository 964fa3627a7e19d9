import { type Flags, type Tool as PluginTool, tools } from 'perf-harness/plugin';
import { z } from 'zod';

/** Characters of a text that people write. */
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
export function readInput(
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
