import { isAbsolute, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  createSideEnvironmentVariables,
  type SideRuntime,
} from '../host/process/compared-side-environment-variables.ts';
import { createProcessSpec } from '../host/process/create-process-spec.ts';
import { describeProgramFailure } from '../host/process/describe-program-failure.ts';
import type { ExecResult } from '../host/process/process-runner.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { CommandLine } from '../model/scenario/scenario.ts';
import type { PrepareRequest } from './base-and-head-snapshot-request.ts';

/** Long, since builds may be slow. */
export const PREPARE_TIMEOUT_MS = 600_000;

/** Location in which a side is built. */
export interface PrepareContext {
  /** Name of the side in reports. */
  readonly label: string;
  /** Folders on disk that occur in paths of the commands, with their replacements. */
  readonly places: readonly (readonly [from: string, to: string])[];
  readonly runtime: SideRuntime;
}

/** A command that did not build its part of a side. */
export interface FailedPrepare {
  readonly finding: Finding;
  /** True if it was ended because it took too long. */
  readonly timedOut: boolean;
}

/** Runs a side's builds in order; a failure stops no other, which is for other scenarios. @returns Findings. */
export async function runSideBuilds(
  host: Host,
  requests: readonly PrepareRequest[],
  { label, places, runtime }: PrepareContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<PrepareRequest, FailedPrepare>> {
  const failed = new Map<PrepareRequest, FailedPrepare>();
  const move = (text: string): string => rebase(text, places);
  for (const request of requests) {
    const { command, cwd, env } = request;
    signal.throwIfAborted();
    const result = await host.processes.exec({
      ...createProcessSpec(rebaseCommand(command, move)),
      cwd: move(cwd),
      env: {
        ...rebaseValues(env, move),
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

/** Maps a path inside one of the folders to its replacement; other text is returned unchanged. */
function rebase(text: string, places: PrepareContext['places']): string {
  for (const [from, to] of places) {
    const inside = isAbsolute(text) ? relativePathInside(from, text) : null;
    if (inside !== null) return join(to, inside);
  }
  return text;
}

function rebaseCommand(command: CommandLine, move: (text: string) => string): CommandLine {
  if (command.type === 'shell') return command;
  const [file, ...args] = command.argv;
  return { type: 'argv', argv: [move(file), ...args.map(move)] };
}

function rebaseValues(
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
  const told = describeOutputError(output.split(/\r\n|\n|\r/u));
  return {
    id: 'prepare-failed',
    level: 'error',
    message: `${label} could not be built: "${text}" ${describeProgramFailure(result, PREPARE_TIMEOUT_MS)}${told.text === '' ? '' : `: ${told.text}${told.at}`}`,
    remedy: `Run the command in a checkout of ${label} and fix the failure.`,
  };
}
