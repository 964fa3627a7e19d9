import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createCommandExecutor } from '../../../../harness/executors/command/command-executor.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import { UnitFailure } from '../../../../harness/model/executor.ts';
import type { CommandScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block, Failure } from '../../../../harness/model/trial.ts';
import { commandScenario } from '../../../support/command-scenario.ts';

/** An executor on the real host with a folder to work in; both are cleared away after the file. */
export function createCommandUnits(folderName = 'command-', host: Host = createHost()) {
  const executor = createCommandExecutor(host);
  const folder = mkdtempSync(join(tmpdir(), folderName));
  let index = 0;
  afterAll(async () => {
    await executor.dispose?.();
    await host.processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (changes: Partial<CommandScenario>, signal: AbortSignal, warmup = false) => {
    index += 1;
    const own = join(folder, `unit-${index}`);
    mkdirSync(own);
    return executor.open({
      scenario: commandScenario({ cwd: folder, ...changes }),
      trial: { index, warmup, side: 'a', pair: index, slot: 0, seed: 1 },
      folder: own,
      signal,
    });
  };
  /** Opens a unit, measures it and closes it. */
  const measure = async (
    changes: Partial<CommandScenario>,
    options: { readonly signal?: AbortSignal; readonly warmup?: boolean } = {},
  ): Promise<Block> => {
    const signal = options.signal ?? new AbortController().signal;
    const unit = await open(changes, signal, options.warmup);
    try {
      const block = await unit.measure({ index: 0, durationMs: null });
      await unit.finish?.();
      return block;
    } finally {
      await unit.close();
    }
  };
  /** The failure of a unit that must fail. */
  const fail = async (...args: Parameters<typeof measure>): Promise<Failure> => {
    const error = await measure(...args).then(
      (block) => new Error(`completed: ${JSON.stringify(block)}`),
      (thrown: unknown) => thrown,
    );
    if (error instanceof UnitFailure) return error.failure;
    throw error;
  };
  /** Returns the standard error of a command, by letting the command count as failed. */
  const printed = async (changes: Partial<CommandScenario>): Promise<string> =>
    (await fail({ ...changes, exitCodes: [99] })).output ?? '';

  return { host, executor, folder, open, measure, fail, printed };
}

/** Returns the ids of processes whose command line contains this text. */
export async function findProcessesByCommandLine(text: string): Promise<readonly string[]> {
  const { readdirSync, readFileSync } = await import('node:fs');
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    });
}
