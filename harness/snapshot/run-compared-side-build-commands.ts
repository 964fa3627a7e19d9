import { isAbsolute } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type PathMappings, relocatePath } from '../host/path-mappings.ts';
import {
  createSideEnvironmentVariables,
  type SideRuntime,
} from '../host/process/compared-side-environment-variables.ts';
import { createProcessSpec } from '../host/process/create-process-spec.ts';
import { describeProgramFailure } from '../host/process/describe-program-failure.ts';
import type { ExecResult } from '../host/process/process-runner.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { CommandLine } from '../model/scenario/scenario.ts';
import type { PrepareRequest } from './base-and-head-snapshot-request.ts';

/** Time limit; long, since builds may be slow. */
export const PREPARE_TIMEOUT_MS = 600_000;

/** Location and runtime in which a side is built. */
export interface PrepareContext {
  /** Name of the side in reports. */
  readonly label: string;
  /** Folders of the project on disk, with those of the side. */
  readonly mappings: PathMappings;
  readonly runtime: SideRuntime;
}

/** Failed build command of a side. */
export interface FailedPrepare {
  readonly finding: Finding;
  /** True if it exceeded the time limit. */
  readonly timedOut: boolean;
}

/** Runs the builds of a side in order, all of them even if some fail. @returns Failures. */
export async function runSideBuilds(
  host: Host,
  requests: readonly PrepareRequest[],
  { label, mappings, runtime }: PrepareContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<PrepareRequest, FailedPrepare>> {
  const failed = new Map<PrepareRequest, FailedPrepare>();
  const move = (text: string): string => (isAbsolute(text) ? relocatePath(text, mappings) : text);
  for (const request of requests) {
    const { command, cwd, env } = request;
    signal.throwIfAborted();
    const result = await host.processes.exec({
      ...createProcessSpec(relocateCommand(command, move)),
      cwd: move(cwd),
      env: {
        ...relocateValues(env, move),
        ...createSideEnvironmentVariables(runtime, env.PATH ?? host.env.PATH),
      },
      timeoutMs: PREPARE_TIMEOUT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (result.timedOut || result.exit.type !== 'code' || result.exit.code !== 0) {
      const { timedOut } = result;
      failed.set(request, { finding: failure(label, command, result), timedOut });
    }
  }
  return failed;
}

function relocateCommand(command: CommandLine, move: (text: string) => string): CommandLine {
  if (command.type === 'shell') return command;
  const [file, ...args] = command.argv;
  return { type: 'argv', argv: [move(file), ...args.map(move)] };
}

function relocateValues(
  env: PrepareRequest['env'],
  move: (text: string) => string,
): PrepareRequest['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value === undefined ? value : move(value)]),
  );
}

function failure(label: string, command: CommandLine, result: ExecResult): Finding {
  const text = command.type === 'shell' ? command.text : command.argv.join(' ');
  const output = stripVTControlCharacters(`${result.stdout}\n${result.stderr}`);
  const reported = describeOutputError(output.split(/\r\n|\n|\r/u));
  return {
    id: 'prepare-failed',
    level: 'error',
    message: `${label} could not be built: "${text}" ${describeProgramFailure(result, PREPARE_TIMEOUT_MS)}${reported.text === '' ? '' : `: ${reported.text}${reported.at}`}`,
    remedy: `Run the command in a checkout of ${label} and fix the failure.`,
  };
}
