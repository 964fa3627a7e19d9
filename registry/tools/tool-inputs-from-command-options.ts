import { z } from 'zod';
import type { Flags, Option, Options } from '../cli-command-option.ts';
import { wordArgument } from './schemas/shared-tool-arguments.ts';

export const MAX_LIST_ITEMS = 50;

/** Inputs of a tool, by their names in snake case. */
type Inputs<Table extends Options, Name extends keyof Table> = {
  readonly [Key in Name as SnakeCase<Key & string>]: z.ZodOptional<
    z.ZodType<NonNullable<Flags<Table>[Key]>>
  >;
};

type SnakeCase<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${SnakeCase<Rest>}`
  : '';

/** Returns inputs for command options a program may give: snake-case names, help as description. */
export function optionInputs<Table extends Options, Name extends keyof Table & string>(
  table: Table,
  ...names: readonly Name[]
): Inputs<Table, Name> {
  const inputs = names.map((name) => [toSnakeCase(name), optionInput(table[name]).optional()]);
  return Object.fromEntries(inputs) as Inputs<Table, Name>;
}

/** @throws Error if a tool names an option that its command does not have. */
export function optionInput(option: Option | undefined): z.ZodType {
  if (option === undefined) throw new Error('a tool refers to an unknown option');
  return typeOf(option).describe(option.toolHelp ?? option.help);
}

function typeOf({ value, choices, list, wholeNumber, isRepeatable = false }: Option): z.ZodType {
  if (value === undefined) return z.boolean();
  if (isRepeatable) return z.array(wordArgument).max(MAX_LIST_ITEMS);
  if (list !== undefined) return z.array(z.enum(list)).max(list.length);
  if (wholeNumber !== undefined) return z.int().min(wholeNumber[0]).max(wholeNumber[1]);
  return choices === undefined ? wordArgument : z.enum(choices);
}

export function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
