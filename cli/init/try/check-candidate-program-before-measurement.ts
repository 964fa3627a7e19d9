import { join } from 'node:path';
import {
  addSourceLoader,
  loaderFlags,
} from '../../../harness/executors/node/add-node-source-transform-loader.ts';
import { addNodeFlags } from '../../../harness/executors/node/node-command-flags.ts';
import { createProcessSpec } from '../../../harness/host/process/create-process-spec.ts';
import { addPreload } from '../../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../../harness/host.ts';
import { findOutputErrorLine } from '../../../harness/model/program-output-error.ts';
import type { CommandScenario } from '../../../harness/model/scenario/scenario.ts';
import type { ProgramKind } from '../scenario-candidates/scenario-candidate.ts';
import { describeProjectFailure, type Remedies } from './diagnose-scenario-failure.ts';

/** Clock factor for a benchmark: half a second by its own clock takes half a millisecond. */
const CLOCK_FACTOR = 1_000;
/** Largest share of its time a program may save with a fast clock, and its startup's variation. */
const MOST_SAVED = 0.5;
const START_NOISE_MS = 250;

/** Run of a program before its measurement. */
export interface ObservedProgram {
  /** Predicate of a sentence; null: nothing prevents measuring it. */
  readonly problem: string | null;
  readonly wallMs: number;
  /** True if its clock ran fast: only then does it show that it runs for a fixed time. */
  readonly hasFastClock: boolean;
}

interface ObservingProgram {
  readonly kind: ProgramKind;
  /** Dedicated empty folder that exists until the end. */
  readonly folder: string;
  readonly limitMs: number;
  readonly remedies: Remedies;
  readonly signal: AbortSignal;
}

/**
 * Runs a program to observe what its exit code does not show: that it listens, or prints errors. A
 * benchmark gets a fast clock.
 */
export async function observeCandidateProgram(
  host: Host,
  scenario: CommandScenario,
  { kind, folder, limitMs, remedies, signal }: ObservingProgram,
): Promise<ObservedProgram> {
  const { cwd, env } = scenario;
  const command = addNodeFlags(
    scenario.command,
    loaderFlags(addSourceLoader(host.files, scenario).scenario),
  );
  const listens = join(folder, 'listens');
  const startedMs = host.clock.monotonicMs();
  const { exit, stdout, stderr } = await host.processes.exec({
    ...createProcessSpec(command),
    cwd,
    env: {
      ...env,
      // Warnings of Node.js itself are not errors of the program.
      NODE_NO_WARNINGS: '1',
      NODE_OPTIONS: addPreload(
        env.NODE_OPTIONS ?? host.env.NODE_OPTIONS,
        import.meta.url,
        './candidate-program-listen-and-clock-preload',
      ),
      PERF_HARNESS_OBSERVED_LISTENS: listens,
      ...(kind === 'benchmark' && { PERF_HARNESS_OBSERVED_CLOCK: String(CLOCK_FACTOR) }),
    },
    timeoutMs: limitMs,
    signal,
  });
  const wallMs = host.clock.monotonicMs() - startedMs;
  const hasFastClock = kind === 'benchmark';
  if (host.files.isFile(listens)) return { problem: 'it starts a server', wallMs, hasFastClock };
  // The measurement reports failures.
  const output = exit.type === 'code' && exit.code === 0 ? errorsOf(kind, stdout, stderr) : '';
  const problem =
    output === '' ? null : describeProjectFailure('it prints an error', output, remedies);
  return { problem, wallMs, hasFastClock };
}

/** Returns the output of the stream on which a program reports an error; empty: neither. */
function errorsOf(kind: ProgramKind, stdout: string, stderr: string): string {
  const hasErrorLine = (output: string): boolean =>
    findOutputErrorLine(output.split('\n')) !== null;
  switch (kind) {
    case 'load':
      // Loading a module normally prints nothing on stderr.
      return stderr.trim() !== '' ? stderr : hasErrorLine(stdout) ? stdout : '';
    case 'command':
      // Its output may mention errors, such as those of its input.
      return hasErrorLine(stderr) ? stderr : '';
    case 'benchmark':
      return '';
  }
}

/** True if a program runs for a fixed time rather than for a fixed amount of work. */
export function isTimeBounded({ wallMs, hasFastClock }: ObservedProgram, usualMs: number): boolean {
  return hasFastClock && usualMs - wallMs > Math.max(START_NOISE_MS, usualMs * MOST_SAVED);
}
