import type { Host, processes } from 'perf-harness/plugin';
import {
  createProgramError,
  type ExternalProgram,
} from './external-program-definition-and-error.ts';

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
