import { EXIT, UserError } from 'perf-harness/plugin';

/** Third-party program that answers requests: a language model's command line, a script. */
export interface ExternalProgram {
  /** In messages and file names, in kebab-case. */
  readonly id: string;
  /** Program and arguments, started without a shell. */
  readonly command: readonly [string, ...string[]];
  /** Name of the command in messages. Default: its file, or its line for the shell. */
  readonly shown?: string;
  /** Milliseconds until its process tree is killed. */
  readonly timeoutMs: number;
  /** Maximum number of characters of output. Default: 10 million. */
  readonly maxOutput?: number;
  /** Set if it may use the network. Default: no. */
  readonly network?: boolean;
  /** Names of environment variables passed in addition to those without secrets. Default: none. */
  readonly env?: readonly string[];
}

/** Shells, whose last argument is a command line. */
const IS_SHELL = /^(?:\/bin\/sh|cmd\.exe)$/u;

/** An error that names the program. */
export function createProgramError(
  { id, command, shown: called }: ExternalProgram,
  what: string,
  remedy: string,
  cause?: unknown,
): UserError {
  // A shell command is identified by its line, not by the shell.
  const [file] = command;
  const shown = called ?? (IS_SHELL.test(file) ? (command.at(-1) ?? file) : file);
  return new UserError({
    code: 'external-program',
    message: `The program of ${id} (${shown}) ${what}`,
    remedy,
    exitCode: EXIT.tool,
    cause,
  });
}
