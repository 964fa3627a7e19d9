/** The explicit lists that a run is made of. Nothing registers itself. */
import type { RecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { RunContext } from '../../harness/run-context.ts';
import { readEnvironment } from '../../harness/sampling/read-machine-state.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import type { SessionContext } from '../project/open-session.ts';
import { POST_RUN_CHECKS, PRE_RUN_CHECKS } from './measurement-checks.ts';

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
    '../../harness/executors/instructions/instruction-executors.ts'
  );
  return createInstructionExecutors(host);
}

/** Executors of scenarios, and what is around them. */
export interface OpenExecutors {
  readonly executors: readonly AnyExecutor[];
  /** Counters of instructions, in units of their own; may be empty. */
  readonly instructions: readonly AnyExecutor[];
  readonly environment: Environment;
  /** For what units leave. */
  readonly folder: string;
}

/**
 * Opens what measures these scenarios on this machine; only the executors that they need are loaded. All of
 * it, every process and the folder are gone on every way out.
 */
export async function withExecutors<T>(
  host: Host,
  scenarios: readonly Scenario[],
  action: (open: OpenExecutors) => Promise<T>,
): Promise<T> {
  const folder = openRunFolder(host);
  const environment = readEnvironment(host);
  // Reported by whoever waits for it.
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
    // One that cannot be ended in order is ended with its processes.
    await Promise.allSettled(opened.map((executor) => executor.dispose?.()));
    await host.processes.stopAll();
    folder.remove();
  }
}

/** The parts of a run. */
export function composeRun(
  host: Host,
  { executors, instructions, environment }: OpenExecutors,
  store: RecordStore,
  { session, onProgress }: Pick<SessionContext, 'session' | 'onProgress'>,
): RunContext {
  return {
    host,
    executors,
    instructions,
    checksBefore: PRE_RUN_CHECKS,
    checksAfter: POST_RUN_CHECKS,
    store,
    environment,
    ...session,
    onProgress,
  };
}
