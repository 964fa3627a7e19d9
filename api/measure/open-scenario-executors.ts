import type { Host } from '../../harness/host.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { readEnvironment } from '../../harness/sampling/machine-state-and-environment.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';

/** Lists the executors explicitly; nothing registers itself. */
type Loaders = Readonly<Record<Scenario['kind'], (host: Host) => Promise<AnyExecutor>>>;

const LOADERS: Loaders = {
  function: async (host) =>
    (await import('../../harness/executors/function/function-executor.ts')).createFunctionExecutor(
      host,
    ),
  command: async (host) =>
    (await import('../../harness/executors/command/command-executor.ts')).createCommandExecutor(
      host,
    ),
  http: async (host) =>
    (await import('../../harness/executors/http/http-executor.ts')).createHttpExecutor(host),
  page: async (host) =>
    (await import('../../harness/executors/page/page-executor.ts')).createPageExecutor(host),
  k6: async (host) =>
    (await import('../../harness/executors/k6/k6-executor.ts')).createK6Executor(host),
};

/** The executors that these scenarios need; only their modules are loaded. */
async function createExecutors(
  host: Host,
  scenarios: readonly Scenario[],
): Promise<readonly AnyExecutor[]> {
  const kinds = [...new Set(scenarios.map(({ kind }) => kind))];
  const { executors } = host;
  if (executors !== undefined) return kinds.map((kind) => executors.ofKind(kind));
  return Promise.all(kinds.map((kind) => LOADERS[kind](host)));
}

/** Returns executors that count instructions, for the scenarios that request this metric. */
async function instructionsExecutors(
  host: Host,
  scenarios: readonly Scenario[],
): Promise<readonly AnyExecutor[]> {
  if (!scenarios.some(({ metrics }) => metrics.includes('instructions'))) return [];
  if (host.executors !== undefined) return host.executors.ofInstructions();
  const { createInstructionExecutors } = await import(
    '../../harness/executors/instructions/instruction-counting-executors.ts'
  );
  return createInstructionExecutors(host);
}

/** Executors for a set of scenarios, with their environment and folder. */
export interface OpenExecutors {
  readonly executors: readonly AnyExecutor[];
  /** Instruction counters, which use separate units; may be empty. */
  readonly instructions: readonly AnyExecutor[];
  readonly environment: Environment;
  /** Folder for the files that units leave behind. */
  readonly folder: string;
}

/**
 * Opens the executors for these scenarios, and loads no others. Executors, processes and the folder
 * are removed even if the action throws.
 */
export async function withExecutors<T>(
  host: Host,
  scenarios: readonly Scenario[],
  action: (open: OpenExecutors) => Promise<T>,
): Promise<T> {
  const folder = openTemporaryRunFolder(host);
  const environment = readEnvironment(host);
  // The error is reported where the promise is awaited.
  environment.catch(() => undefined);
  const opened: AnyExecutor[] = [];
  try {
    const executors = await createExecutors(host, scenarios);
    opened.push(...executors);
    const instructions = await instructionsExecutors(host, scenarios);
    opened.push(...instructions);
    const around = { environment: await environment, folder: folder.path };
    return await action({ executors, instructions, ...around });
  } finally {
    // An executor that fails to shut down is ended with its processes.
    await Promise.allSettled(opened.map((executor) => executor.dispose?.()));
    await host.processes.stopAll();
    folder.remove();
  }
}
