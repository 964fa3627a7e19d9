import { EXIT, type Host, type processes, UserError } from 'perf-harness/plugin';

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

/** Runs a program in an empty network namespace; unshare(1) of util-linux. */
const WITHOUT_NETWORK = ['unshare', '--user', '--map-current-user', '--net', '--'] as const;
const TIMEOUT_MS = 10_000;

/**
 * Returns the command of a program, without network access unless it is allowed.
 * @throws UserError where this system cannot isolate it.
 */
export async function isolateNetwork(
  host: Host,
  program: ExternalProgram,
  signal: AbortSignal,
): Promise<readonly [string, ...string[]]> {
  if (program.network === true) return program.command;
  const [file, ...args] = WITHOUT_NETWORK;
  const { exit } = await host.processes.exec({
    file,
    args: [...args, 'true'],
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  if (exit.type === 'code' && exit.code === 0) return [...WITHOUT_NETWORK, ...program.command];
  throw createProgramError(
    program,
    'must run without network access, but this system cannot block network access',
    'Set `network: true` if the program may use the network.',
  );
}

/** True if nothing ran because the program does not exist, which unshare reports in its own way. */
export function isProgramMissing({ exit, stderr }: processes.ExecResult): boolean {
  if (exit.type === 'not-started') return true;
  return (
    exit.type === 'code' && exit.code === 127 && stderr.startsWith('unshare: failed to execute')
  );
}

/** Variables that programs need to start and to print; none of them is a secret. */
const HARMLESS =
  /^(?:PATH|PATHEXT|SYSTEMROOT|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|TERM|NO_COLOR)$/u;

/**
 * Returns the environment of a third-party program: all variables of the harness are removed except
 * harmless and named variables.
 * @param home - Value of `HOME`, unless `HOME` is among the names.
 */
export function createReducedEnvironment(
  host: Host,
  named: readonly string[],
  home: string,
): Readonly<Record<string, string | undefined>> {
  const own = Object.keys(host.processes.environment());
  const kept = new Set([...own.filter((name) => HARMLESS.test(name.toUpperCase())), ...named]);
  const taken = own.filter((name) => !kept.has(name)).map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(taken), ...(kept.has('HOME') ? {} : { HOME: home }) };
}
