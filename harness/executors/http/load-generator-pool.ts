import { setTimeout as sleep } from 'node:timers/promises';
import { openRequestChannel } from '../../host/process/child-process-request-channel.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { LoadModel } from '../../model/scenario/scenario.ts';
import { describeExit } from '../server/wait-for-server.ts';
import type {
  LoadPlan,
  LoadProcessRequest,
  LoadProcessResponse,
  LoadResult,
} from './load-generator-messages.ts';

/** Kind of a generator: its load model, and whether it has a core of its own. */
interface LoadGeneratorKind {
  readonly model: LoadModel['type'];
  readonly isApart: boolean;
}

/**
 * Pool of load processes that outlive units: starting a process takes as long as a short load, and
 * those of a pair start on the same cores.
 */
export interface LoadGeneratorPool {
  /** Returns an idle process, or a new process, which may not be ready yet. */
  readonly take: (kind: LoadGeneratorKind) => LoadGeneratorProcess;
  /** Ends a process's connections, and returns it to the pool if it is healthy. Never throws. */
  readonly giveBack: (kind: LoadGeneratorKind, generator: LoadGeneratorProcess) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export function createLoadGeneratorPool(host: Host): LoadGeneratorPool {
  const waiting = new Map<string, LoadGeneratorProcess[]>();
  let isDisposed = false;
  const waitingOf = ({ model, isApart }: LoadGeneratorKind): LoadGeneratorProcess[] => {
    const key = `${model} ${isApart}`;
    const known = waiting.get(key) ?? [];
    waiting.set(key, known);
    return known;
  };
  return {
    take: (kind) => {
      const known = waitingOf(kind);
      let generator = known.pop();
      while (generator?.isGone()) generator = known.pop();
      return generator ?? startLoadGeneratorProcess(host, kind.model);
    },
    giveBack: async (kind, generator) => {
      if (!isDisposed && (await generator.forget())) waitingOf(kind).push(generator);
      else await generator.stop();
    },
    dispose: async () => {
      isDisposed = true;
      const all = [...waiting.values()].flat();
      waiting.clear();
      await Promise.all(all.map((generator) => generator.stop()));
    },
  };
}

/** Beyond the load and the time limit of its last request, milliseconds. */
const SPARE_MS = 10_000;
const START_LIMIT_MS = 30_000;
/** It exits immediately, apart from what Node.js itself still writes, such as coverage. */
const CLOSE_LIMIT_MS = 1_000;

function timeoutFailure(wasAborted: boolean): UnitFailure {
  const message = wasAborted ? 'the load was interrupted' : 'the load generator stopped responding';
  return new UnitFailure({ reason: 'timeout', message });
}

function protocolFailure(message: string, output?: string): UnitFailure {
  return new UnitFailure({ reason: 'protocol', message, ...(output !== undefined && { output }) });
}

function startLoadGeneratorProcess(host: Host, model: LoadModel['type']) {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './load-generator-child'), model],
    // Removes flags and preloads that are meant for the measured program.
    env: { NODE_OPTIONS: undefined },
    channel: true,
  });
  const channel = openRequestChannel<LoadProcessRequest, LoadProcessResponse>(child);
  let isGone = false;
  void child.exited.then(() => {
    isGone = true;
  });
  /** True while the process owes an answer, which would be taken for the next question's. */
  let isAsked = true;

  /** @param question - null to wait for the latest answer, which at first is `ready`. */
  const ask = async (
    question: LoadProcessRequest | null,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<LoadProcessResponse> => {
    const late = AbortSignal.timeout(Math.ceil(limitMs));
    const limit = signal === undefined ? late : AbortSignal.any([signal, late]);
    isAsked = true;
    const outcome = await (question === null
      ? channel.response(limit)
      : channel.request(question, limit));
    if (outcome === null) throw timeoutFailure(signal?.aborted === true);
    if (outcome.type === 'exited') {
      const how = describeExit(outcome.exit);
      throw protocolFailure(`the load generator ended ${how}`, child.output());
    }
    isAsked = false;
    if (outcome.type !== 'failed') return outcome;
    throw protocolFailure(`the load generator failed: ${outcome.message}`);
  };

  return {
    pid: child.pid,
    isGone: () => isGone,
    /** Settles when it can send; loading its engine takes a while. @throws UnitFailure */
    ready: async (signal: AbortSignal): Promise<void> => {
      await ask(null, START_LIMIT_MS, signal);
    },
    /** @throws UnitFailure if the load could not be sent at all, or the signal aborted. */
    load: async (plan: LoadPlan, signal: AbortSignal): Promise<LoadResult> => {
      const limitMs = plan.durationMs + plan.timeoutMs + SPARE_MS;
      const outcome = await ask({ type: 'load', plan }, limitMs, signal);
      if (outcome.type === 'loaded') return outcome.result;
      throw protocolFailure('the load generator restarted unexpectedly');
    },
    /** Ends its connections. Resolves with false if the process must not be reused. */
    forget: async (): Promise<boolean> => {
      if (isAsked) return false;
      const outcome = await ask({ type: 'forget' }, CLOSE_LIMIT_MS).catch(() => null);
      return outcome?.type === 'forgotten';
    },
    stop: async (): Promise<void> => {
      child.send({ type: 'close' } satisfies LoadProcessRequest);
      await Promise.race([child.exited, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
      await child.stop(0);
    },
  };
}

export type LoadGeneratorProcess = ReturnType<typeof startLoadGeneratorProcess>;
