import type { ExecResult } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { Block } from '../../model/trial.ts';
import { checkK6Exit, rejectThrowingScript } from './check-k6-exit.ts';
import { SINGLE_SHARD } from './inspect-k6-script.ts';
import type { K6Command } from './k6-command.ts';
import { type K6Results, readResults } from './read-k6-json-output-results.ts';
import { watchK6Output } from './watch-k6-output.ts';
import type { K6LoadWatch } from './watch-server-under-k6-load.ts';

export interface ScriptRun {
  readonly results: K6Results;
  readonly notes: NonNullable<Block['notes']>;
}

/** Runs a script in one process. @throws UnitFailure if it was not measured. */
export async function runUnsharded(
  host: Host,
  command: K6Command,
  load: K6LoadWatch,
  mostBytes?: number,
): Promise<ScriptRun> {
  await load.onReady();
  const output = command.outputOf(SINGLE_SHARD);
  const watch = watchK6Output(host, command, [output], mostBytes);
  const result = await host.processes
    .exec({
      file: command.file,
      args: command.argumentsFor(SINGLE_SHARD, []),
      cwd: command.cwd,
      env: command.environmentOf(SINGLE_SHARD),
      timeoutMs: command.timeoutMs,
      signal: AbortSignal.any([command.signal, watch.full]),
      onStart: load.onStart,
    })
    .finally(watch.stop);
  await load.onEnded();
  watch.full.throwIfAborted();
  const crossed = checkScriptEnd(result, command);
  const results = await readScriptResults(host, output);
  rejectThrowingScript(results, result);
  const exitCode = result.exit.type === 'code' ? result.exit.code : -1;
  return { results, notes: { k6_exit_code: exitCode, thresholds_crossed: crossed } };
}

/** Returns true if a threshold of the script was crossed. @throws UnitFailure */
export function checkScriptEnd(result: ExecResult, { timeoutMs }: K6Command): boolean {
  if (!result.timedOut) return checkK6Exit(result.exit, result.stderr);
  throw new UnitFailure({
    reason: 'timeout',
    message: `k6 did not finish within ${timeoutMs / 1_000} s, the time limit of the script`,
    output: result.stderr.slice(-2_000),
  });
}

/** Reads the points that k6 wrote, which must be complete. @throws UnitFailure */
export async function readScriptResults(host: Host, output: string): Promise<K6Results> {
  try {
    const results = await readResults(host.files.readLines(output));
    if (!results.isTruncated) return results;
  } catch (error) {
    throw new UnitFailure({
      reason: 'protocol',
      message: `k6's results: ${(error as Error).message}`,
    });
  }
  throw new UnitFailure({
    reason: 'protocol',
    message: 'k6 did not finish writing its results',
    remedy: 'Check whether the disk for temporary files is full.',
  });
}
