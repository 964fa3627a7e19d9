/**
 * An option of a command. Its table is the only place that names it: the flag of the command line,
 * the type that the command is given, the input of a tool and the reference page follow from it.
 */
export interface Option<Value = unknown> {
  /** Placeholder of its value, such as `time`; absent: it is a switch. */
  readonly value?: string;
  readonly help: string;
  /** Help for a program that calls a tool, where it needs other words. */
  readonly toolHelp?: string;
  /** `-y`, beside its flag. */
  readonly letter?: string;
  /** Environment variable that stands for it where it is not typed. */
  readonly variable?: string;
  /** May be given several times. */
  readonly isRepeatable?: boolean;
  readonly isRequired?: boolean;
  /** Its value may be left out: the flag alone is `true`, or this word. */
  readonly alone?: true | string;
  /** A switch that is on unless it is given: `explain` is `--no-explain`. */
  readonly isNegated?: boolean;
  /** Help of its opposite, `--no-…`, which makes the flag false. */
  readonly without?: string;
  /** Words that it takes; any where absent. */
  readonly choices?: readonly string[];
  /** Several of these words with commas between them; a tool takes them as a list. */
  readonly list?: readonly string[];
  /** It is a whole number, from the first to the second. */
  readonly wholeNumber?: readonly [from: number, to: number];
  /** Value of a word; absent: the word itself. @throws UserError for a word that it does not take. */
  readonly read?: (word: string, flag: string) => Value;
  /** Word where none is typed, which the help shows. */
  readonly usualWord?: string;
  /** Value where none is typed, which the help of the option states. */
  readonly usual?: Value | (() => Value);
}

/** Options by their names in camel case: `logFormat` is `--log-format`. */
export type Options = Readonly<Record<string, Option>>;

/** Values of options as they were given. */
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

/** Finished options: words are read, and what was not given is as usual. */
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
