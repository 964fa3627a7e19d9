import { join } from 'node:path';
import type { Host } from '../host.ts';
import { type Executor, type PlannedTrial, type Unit, UnitFailure } from '../model/executor.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Failure, Trial } from '../model/trial.ts';
import { combineBlocks } from './combine-blocks.ts';

/** Measures one fresh unit. Whatever goes wrong with it comes back as data. */
export async function measureTrial(
  host: Host,
  executor: Executor,
  scenario: Scenario,
  planned: PlannedTrial,
  run: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Trial> {
  const startedMs = host.clock.monotonicMs();
  const startedAt = host.clock.now().toISOString();
  const folder = join(run.folder, `unit-${planned.index}`);
  const outcome = await withinTime(host, executor, scenario, planned, { ...run, folder });
  host.files.remove(folder);
  const place = {
    ...planned,
    startedAt,
    startedMs,
    durationMs: host.clock.monotonicMs() - startedMs,
  };
  if (run.signal.aborted) return { state: 'aborted', ...place, message: 'interrupted' };
  if ('failure' in outcome) return { state: 'failed', ...place, failure: outcome.failure };
  return {
    state: 'completed',
    ...place,
    ...combineBlocks([outcome.block]),
    blocks: [outcome.block],
  };
}

type Outcome =
  | { readonly block: Awaited<ReturnType<Unit['measure']>> }
  | { readonly failure: Failure };

async function withinTime(
  host: Host,
  executor: Executor,
  scenario: Scenario,
  trial: PlannedTrial,
  run: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Outcome> {
  const { timeoutMs } = scenario;
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([run.signal, limit]);
  host.files.makeFolder(run.folder);
  let unit: Unit | undefined;
  try {
    unit = await executor.open({ scenario, trial, folder: run.folder, signal });
    const block = await unit.measure({ index: 0, durationMs: null });
    await unit.finish?.();
    return { block };
  } catch (error) {
    if (limit.aborted) return { failure: timeoutFailure(timeoutMs, error) };
    if (error instanceof UnitFailure) return { failure: error.failure };
    if (run.signal.aborted) return { failure: { reason: 'exited', message: 'interrupted' } };
    throw error;
  } finally {
    await unit?.close();
  }
}

function timeoutFailure(timeoutMs: number, error: unknown): Failure {
  return {
    reason: 'timeout',
    message: `not finished after ${timeoutMs / 1_000} s`,
    remedy: 'Give it longer with `timeout`, or look for what blocks or never settles.',
    output: error instanceof UnitFailure ? error.failure.output : undefined,
  };
}
