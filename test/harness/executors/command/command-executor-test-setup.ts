import { createCommandExecutor } from '../../../../harness/executors/command/command-executor.ts';
import { createHost, type Host } from '../../../../harness/host.ts';
import type { CommandScenario } from '../../../../harness/model/scenario/scenario.ts';
import { commandScenario } from '../../../support/command-scenario.ts';
import { createUnits, failureOf, type UnitOptions } from '../executor-test-setup.ts';

type Changes = Partial<CommandScenario>;
type Options = UnitOptions<CommandScenario>;

/** An executor on the real host with a folder to work in; both are cleared away after the file. */
export function createCommandUnits(folderName = 'command-', host: Host = createHost()) {
  const executor = createCommandExecutor(host);
  const units = createUnits(host, executor, folderName);
  const scenario = (changes: Changes) => commandScenario({ cwd: units.folder, ...changes });
  const measure = (changes: Changes, options?: Options) =>
    units.measure(scenario(changes), options);
  const fail = (changes: Changes, options?: Options) => failureOf(measure(changes, options));
  return {
    host,
    executor,
    folder: units.folder,
    open: (changes: Changes, signal: AbortSignal) => units.open(scenario(changes), { signal }),
    measure,
    fail,
    /** Returns the standard error of a command, by letting the command count as failed. */
    printed: async (changes: Changes): Promise<string> =>
      (await fail({ ...changes, exitCodes: [99] })).output ?? '',
  };
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
