import { z } from 'zod';
import type { Flags, Option, Options } from '../registry/option.ts';
import type { Tool as PluginTool } from '../registry/tool.ts';
import { given } from './measure/given.ts';
import { optionInput, snakeCase } from './option-input.ts';
import { wordArgument } from './schemas/words.ts';

/** Input of a tool: an argument and options of its command, some of which have to be given. */
export function inputOf({
  command,
  argument,
  options,
}: Pick<PluginTool, 'command' | 'argument' | 'options'>): z.ZodType {
  const entries = Object.entries(options).map(([name, isRequired]) => {
    const input = optionInput(command.options[name]);
    return [snakeCase(name), isRequired ? input : input.optional()] as const;
  });
  return z.strictObject({
    ...(argument && { [argument.name]: wordArgument.describe(argument.help).optional() }),
    ...Object.fromEntries(entries),
  });
}

export function flagsOf(input: unknown, options: Options): Flags<Options> {
  const entries = Object.entries(given(input as object)).map(([key, value]) => {
    const name = key.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
    return [name, typed(value, options[name])] as const;
  });
  return Object.fromEntries(entries) as Flags<Options>;
}

/** A value as the command line has it. */
function typed(value: unknown, option: Option | undefined): unknown {
  if (option?.list !== undefined && Array.isArray(value)) return value.join(',');
  return typeof value === 'number' ? String(value) : value;
}
