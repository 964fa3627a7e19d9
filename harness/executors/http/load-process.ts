import { setTimeout as sleep } from 'node:timers/promises';
import { childModule } from '../../host/child-module.ts';
import { whenAborted } from '../../host/when-aborted.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { LoadModel } from '../../model/scenario.ts';
import { describeExit } from '../server/server-end.ts';
import type { FromLoad, LoadPlan, LoadResult, ToLoad } from './load-messages.ts';

/** The process that sends the load of one unit. */
export interface LoadProcess {
  readonly pid: number | undefined;
  /** Settles when it can send; loading its engine takes a while. */
  readonly ready: () => Promise<void>;
  /** @throws UnitFailure where the load could not be sent at all, or the signal aborted. */
  readonly load: (plan: LoadPlan) => Promise<LoadResult>;
  readonly stop: () => Promise<void>;
}

/** Beyond the load and the time limit of its last request, milliseconds. */
const SPARE_MS = 10_000;
const START_LIMIT_MS = 30_000;
/** It ends at once, but for what Node.js itself still writes, such as coverage. */
const CLOSE_LIMIT_MS = 1_000;

export function startLoadProcess(
  host: Host,
  model: LoadModel['type'],
  signal: AbortSignal,
): LoadProcess {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './load-child'), model],
    // Flags and preloads that are meant for the measured program.
    env: { NODE_OPTIONS: undefined },
    channel: true,
  });
  let settle: (message: FromLoad) => void = () => undefined;
  const ready = new Promise<FromLoad>((resolve) => {
    settle = resolve;
  });
  child.onMessage((message) => settle(message as FromLoad));

  const within = async (answer: Promise<FromLoad>, limitMs: number): Promise<FromLoad> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limitMs))]);
    const outcome = await Promise.race([answer, whenAborted(limit), child.exited]);
    if (outcome === null) {
      const message = signal.aborted ? 'the load was cut short' : 'the load generator hangs';
      throw new UnitFailure({ reason: 'timeout', message });
    }
    if (outcome.type === 'failed') {
      throw new UnitFailure({ reason: 'protocol', message: `no load: ${outcome.message}` });
    }
    if (outcome.type === 'ready' || outcome.type === 'loaded') return outcome;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the load generator ended ${describeExit(outcome)}`,
      output: child.output(),
    });
  };

  return {
    pid: child.pid,
    ready: async () => {
      await within(ready, START_LIMIT_MS);
    },
    load: async (plan) => {
      const answer = new Promise<FromLoad>((resolve) => {
        settle = resolve;
      });
      child.send({ type: 'load', plan } satisfies ToLoad);
      const outcome = await within(answer, plan.durationMs + plan.timeoutMs + SPARE_MS);
      if (outcome.type === 'loaded') return outcome.result;
      throw new UnitFailure({ reason: 'protocol', message: 'the load generator began anew' });
    },
    stop: async () => {
      child.send({ type: 'close' } satisfies ToLoad);
      await Promise.race([child.exited, sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
      await child.stop(0);
    },
  };
}
