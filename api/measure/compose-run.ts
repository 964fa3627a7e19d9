/** The explicit lists that a run is made of. Nothing registers itself. */
import type { RecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { RunParts } from '../../harness/run-parts.ts';
import { readEnvironment } from '../../harness/sampling/environment.ts';
import type { Measuring } from '../project/measuring.ts';
import { CHECKS_AFTER, CHECKS_BEFORE } from './checks.ts';

type Loaders = Readonly<Record<Scenario['kind'], (host: Host) => Promise<AnyExecutor>>>;

const LOADERS: Loaders = {
  function: async (host) =>
    (await import('../../harness/executors/function/executor.ts')).createFunctionExecutor(host),
  command: async (host) =>
    (await import('../../harness/executors/command/executor.ts')).createCommandExecutor(host),
  http: async (host) =>
    (await import('../../harness/executors/http/executor.ts')).createHttpExecutor(host),
  page: async (host) =>
    (await import('../../harness/executors/page/executor.ts')).createPageExecutor(host),
  k6: async (host) =>
    (await import('../../harness/executors/k6/executor.ts')).createK6Executor(host),
};

/** The executors that these scenarios need; only their modules are loaded. */
export async function createExecutors(
  host: Host,
  scenarios: readonly Scenario[],
): Promise<readonly AnyExecutor[]> {
  const kinds = [...new Set(scenarios.map(({ kind }) => kind))];
  const { executors } = host;
  if (executors !== undefined) return kinds.map((kind) => executors.ofKind(kind));
  return Promise.all(kinds.map((kind) => LOADERS[kind](host)));
}

/** What counts the instructions of those scenarios that ask for it. */
export async function instructionsExecutors(
  host: Host,
  scenarios: readonly Scenario[],
): Promise<readonly AnyExecutor[]> {
  if (!scenarios.some(({ metrics }) => metrics.includes('instructions'))) return [];
  if (host.executors !== undefined) return host.executors.ofInstructions();
  const { createInstructionsExecutors } = await import(
    '../../harness/executors/instructions/executors.ts'
  );
  return createInstructionsExecutors(host);
}

/** What measures these scenarios on this machine; only the executors that they need are loaded. */
export async function composeRun(
  host: Host,
  scenarios: readonly Scenario[],
  store: RecordStore,
  { session, onProgress }: Pick<Measuring, 'session' | 'onProgress'>,
): Promise<RunParts> {
  const [executors, instructions, environment] = await Promise.all([
    createExecutors(host, scenarios),
    instructionsExecutors(host, scenarios),
    readEnvironment(host),
  ]);
  return {
    host,
    executors,
    instructions,
    checksBefore: CHECKS_BEFORE,
    checksAfter: CHECKS_AFTER,
    store,
    environment,
    ...session,
    onProgress,
  };
}
