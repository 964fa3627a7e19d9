import { dirname, join } from 'node:path';
import { findInstalledPackage } from '../../harness/host/installed-package.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { condenseOutput } from '../../harness/model/program/condense-log-messages.ts';
import type { DiscoveredCommand } from './discovered-command.ts';

const MINUTE_MS = 60_000;
/** Variables by which programs know that nobody answers questions. */
const NOT_INTERACTIVE = { CI: 'true', GIT_TERMINAL_PROMPT: '0', npm_config_yes: 'false' } as const;

/** Outcome of a run. */
export type CommandOutcome =
  | { readonly state: 'passed'; readonly stdout: string }
  | {
      readonly state: 'failed';
      readonly message: string;
      /** Output of the command, at most 50 lines. */
      readonly output: string;
    }
  | { readonly state: 'skipped'; readonly finding: Finding };

export interface RunOptions {
  /** Folder that it runs in, absolute. */
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
  /** Environment variables in addition to those of every run. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/**
 * Runs a command of the project to completion: exit code 0 is a pass. A command whose program is
 * not installed is skipped with a warning, and one that exceeds its time limit fails.
 */
export async function runDiscoveredCommand(
  host: Host,
  { command, text, timeoutMs, category, results }: DiscoveredCommand,
  { cwd, signal, env }: RunOptions,
): Promise<CommandOutcome> {
  const missing = command.type === 'argv' ? missingProgram(host, cwd, command.argv) : null;
  if (missing !== null) return skipped(category, text, `${missing} is not installed`);
  if (results !== null) host.files.makeFolder(dirname(join(cwd, results)));
  const [file = '', ...args] = command.type === 'argv' ? command.argv : [command.text];
  const { exit, stdout, stderr, timedOut } = await host.processes.exec({
    file,
    args,
    shell: command.type === 'shell',
    cwd,
    env: { ...NOT_INTERACTIVE, ...env },
    timeoutMs,
    ...(signal !== undefined && { signal }),
  });
  const printed = `${stdout}${stdout.endsWith('\n') || stdout === '' ? '' : '\n'}${stderr}`;
  const output = condenseOutput(printed);
  if (timedOut) {
    const minutes = Number((timeoutMs / MINUTE_MS).toPrecision(3));
    return { state: 'failed', message: `timeout after ${minutes}min`, output };
  }
  switch (exit.type) {
    case 'not-started':
      return skipped(category, text, `${file} cannot be started`);
    case 'signal':
      return { state: 'failed', message: `\`${text}\` was terminated by ${exit.signal}`, output };
    case 'code':
      // Exit code by which a shell reports a missing program.
      if (command.type === 'shell' && exit.code === 127)
        return skipped(category, text, printed.trimEnd().split('\n').at(-1) ?? '');
      if (exit.code === 0) return { state: 'passed', stdout };
      return { state: 'failed', message: `\`${text}\` exited with code ${exit.code}`, output };
  }
}

/** The program that is not there; a tool behind `npx` has to be installed, or npx would fetch it. */
function missingProgram(
  { env, files }: Host,
  cwd: string,
  [program = '', tool = '']: readonly string[],
): string | null {
  if (!program.includes('/') && programOnPath({ env, files }, program) === null) return program;
  if (program !== 'npx' || tool === '') return null;
  return findInstalledPackage(tool, cwd) === null ? tool : null;
}

function skipped(category: string, text: string, why: string): CommandOutcome {
  return {
    state: 'skipped',
    finding: {
      id: 'command-not-installed',
      level: 'warning',
      message: `\`${text}\` is skipped: ${why}.`,
      remedy: `Install the program, or specify another ${category} command in docs/project/tech_stack.md.`,
    },
  };
}
