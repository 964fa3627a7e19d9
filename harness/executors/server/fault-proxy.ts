import { childModule } from '../../host/process/child-module.ts';
import { whenAborted } from '../../host/when-aborted.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { FaultPlan, FromProxy } from './fault-messages.ts';

/** A proxy that is up. */
export interface FaultProxy {
  /** What clients are to call in place of the server. */
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

const START_LIMIT_MS = 10_000;

/** Starts a proxy before a server. @throws UnitFailure where it does not come up. */
export async function startFaultProxy(
  host: Host,
  plan: FaultPlan,
  signal: AbortSignal,
): Promise<FaultProxy> {
  const child = host.processes.start({
    file: process.execPath,
    args: [childModule(import.meta.url, './fault-proxy-child'), JSON.stringify(plan)],
    // Flags and preloads that are meant for the measured program.
    env: { NODE_OPTIONS: undefined },
    channel: true,
  });
  const listening = new Promise<FromProxy>((resolve) => {
    child.onMessage((message) => resolve(message as FromProxy));
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)]);
  const outcome = await Promise.race([listening, child.exited, whenAborted(limit)]);
  if (outcome?.type === 'listening') {
    return { origin: `http://127.0.0.1:${outcome.port}`, stop: () => child.stop(0) };
  }
  await child.stop(0);
  throw new UnitFailure({
    reason: 'not-ready',
    message: 'the proxy that injects faults did not come up',
    output: child.output(),
  });
}
