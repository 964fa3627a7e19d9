/**
 * An option of a command. Its table is the only place that names it: the flag of the command line,
 * the type that the command is given, the input of an MCP tool and the reference page follow from it.
 */
export interface Option {
  /** Placeholder of its value, such as `time`; absent: it is a switch. */
  readonly value?: string;
  readonly help: string;
  /** May be given several times. */
  readonly isRepeatable?: boolean;
  /** Words that it takes; any where absent. */
  readonly choices?: readonly string[];
  /** Help for a program that calls a tool, where it needs other words. */
  readonly toolHelp?: string;
}

/** Options by their names in camel case: `logFormat` is `--log-format`. */
export type Options = Readonly<Record<string, Option>>;

/** Values of options as they were given. */
export type Flags<Table extends Options> = {
  readonly [Name in keyof Table]?: FlagOf<Table[Name]> | undefined;
};

type FlagOf<Of extends Option> = Of extends { readonly value: string }
  ? Of extends { readonly isRepeatable: true }
    ? readonly string[]
    : Of extends { readonly choices: readonly (infer Word)[] }
      ? Word
      : string
  : boolean;

/** `logFormat` → `--log-format` */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}
