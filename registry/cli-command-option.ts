/**
 * Option of a command. This table is its only definition: the command-line flag, the type passed to
 * the command, the input of a tool and the reference page are derived from it.
 */
export interface Option<Value = unknown> {
  /** Placeholder of its value, such as `time`; absent: it is a switch. */
  readonly value?: string;
  readonly help: string;
  /** Help text for programs that call a tool, if different. */
  readonly toolHelp?: string;
  /** Short flag, such as `-y`. */
  readonly letter?: string;
  /** Environment variable that is used if the option is not given. */
  readonly variable?: string;
  /** Set when it may be given several times. */
  readonly isRepeatable?: boolean;
  readonly isRequired?: boolean;
  /** Makes the value optional: the flag alone means `true`, or this word. */
  readonly alone?: true | string;
  /** Set for a switch that is on by default: `explain` is `--no-explain`. */
  readonly isNegated?: boolean;
  /** Help of its opposite, `--no-…`, which makes the flag false. */
  readonly without?: string;
  /** Permitted words; absent: any. */
  readonly choices?: readonly string[];
  /** Several of these words with commas between them; a tool takes them as a list. */
  readonly list?: readonly string[];
  /** Bounds of a whole number, inclusive. */
  readonly wholeNumber?: readonly [from: number, to: number];
  /** Parses a word; absent: the word itself is the value. @throws UserError for an invalid word. */
  readonly read?: (word: string, flag: string) => Value;
  /** Default word, shown in the help. */
  readonly usualWord?: string;
  /** Value where none is typed, which the help of the option states. */
  readonly usual?: Value | (() => Value);
}

/** Options by their names in camel case: `logFormat` is `--log-format`. */
export type Options = Readonly<Record<string, Option>>;

/** Option values as given on the command line. */
export type Flags<Table extends Options> = {
  readonly [Name in keyof Table]?: FlagOf<Table[Name]> | OppositeOf<Table[Name]> | undefined;
};

type OppositeOf<Of extends Option> = Of extends { readonly without: string } ? false : never;

type FlagOf<Of extends Option> = Of extends { readonly value: string }
  ? Of extends { readonly isRepeatable: true }
    ? readonly WordOf<Of>[]
    : Of extends { readonly alone: true }
      ? WordOf<Of> | true
      : WordOf<Of>
  : boolean;

type WordOf<Of extends Option> = Of extends { readonly choices: readonly (infer Word)[] }
  ? Word
  : string;

/** Final option values: parsed, with defaults applied. */
export type OptionValues<Table extends Options> = {
  readonly [Name in keyof Table]: OptionValue<Table[Name]>;
};

type OptionValue<Of extends Option> = Of extends { readonly value: string }
  ? Of extends { readonly isRepeatable: true }
    ? readonly ReadOf<Of>[]
    :
        | ReadOf<Of>
        | (Of extends { readonly alone: true } ? true : never)
        | (Of extends
            | { readonly usual: unknown }
            | { readonly usualWord: string }
            | { readonly isRequired: true }
            ? never
            : null)
  : boolean;

type ReadOf<Of extends Option> = Of extends {
  readonly read: (word: string, flag: string) => infer Value;
}
  ? Value
  : WordOf<Of>;

/** @throws UserError for a word that its option does not take. */
export function readOptions<Table extends Options>(
  table: Table,
  flags: Flags<Table>,
): OptionValues<Table> {
  const values = Object.entries(table).map(([name, option]) => [
    name,
    readOption(formatFlag(name), option, flags[name]),
  ]);
  return Object.fromEntries(values) as OptionValues<Table>;
}

function readOption(flag: string, option: Option, given: Flags<Options>[string]): unknown {
  const { value, isNegated = false, isRepeatable = false, read = (word: string) => word } = option;
  if (value === undefined) return given ?? isNegated;
  if (isRepeatable) return ((given || []) as readonly string[]).map((word) => read(word, flag));
  const word = given ?? option.usualWord;
  if (typeof word === 'string') return read(word, flag);
  if (word !== undefined) return word;
  const { usual = null } = option;
  return typeof usual === 'function' ? usual() : usual;
}

/** `logFormat` → `--log-format` */
export function formatFlag(name: string): string {
  return `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}
