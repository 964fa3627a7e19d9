/** Sends the load from a separate process, so harness and bookkeeping do not affect times. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ClosedModel, GeneratorRunResult } from './closed-loop-load-model.ts';
import type {
  GeneratorPerformance,
  LoadPlan,
  LoadProcessRequest,
  LoadProcessResponse,
  LoadResult,
} from './load-generator-messages.ts';
import type { OpenModel } from './open-loop-load-model.ts';
import {
  createRequestOutcomeRecorder,
  type RequestOutcomeRecorder,
} from './request-outcome-recorder.ts';

/** Interval of the timer that measures event-loop delay, milliseconds. */
const DELAY_STEP_MS = 10;
const NS_PER_MS = 1e6;

let closed: { readonly key: string; readonly model: ClosedModel } | undefined;
let open: { readonly key: string; readonly model: OpenModel } | undefined;

process.on('message', (message: LoadProcessRequest) => {
  if (message.type === 'close') process.exit();
  answer(message).then(tell, (error: unknown) =>
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
// There is nothing left to measure when the harness has gone.
process.on('disconnect', () => process.exit());
// The engine is named on the command line, so that it is loaded while the server still starts.
await (process.argv[2] === 'closed'
  ? import('./closed-loop-load-model.ts')
  : import('./open-loop-load-model.ts'));
tell({ type: 'ready' });

function tell(message: LoadProcessResponse): void {
  process.send?.(message);
}

async function answer(
  message: Exclude<LoadProcessRequest, { type: 'close' }>,
): Promise<LoadProcessResponse> {
  if (message.type === 'load') return { type: 'loaded', result: await load(message.plan) };
  await Promise.all([closed?.model.close(), open?.model.close()]);
  closed = undefined;
  open = undefined;
  return { type: 'forgotten' };
}

async function load(plan: LoadPlan): Promise<LoadResult> {
  const recorder = createRequestOutcomeRecorder(plan);
  const run = await startLoad(plan, recorder);
  let account = openAccount();
  const { windowMs, busyMs, ...generator } = await run(() => {
    account = openAccount();
  });
  return { ...recorder.counts(), windowMs, busyMs, generator: { ...generator, ...account() } };
}

/** Runs a load; calls `onOpen` once all are connected, negligible work in long loads only. */
type Run = (onOpen: () => void) => Promise<GeneratorRunResult>;

async function startLoad(plan: LoadPlan, recorder: RequestOutcomeRecorder): Promise<Run> {
  const { model } = plan;
  const { durationMs, ...request } = plan;
  // Both models keep their connections as long as the request settings stay the same.
  const key = JSON.stringify(request);
  if (model.type === 'closed') {
    const { ClosedModel: Model } = await import('./closed-loop-load-model.ts');
    if (closed?.key !== key || closed.model.isOver) {
      closed = { key, model: new Model(plan, model.connections) };
    }
    const opened = closed.model;
    return (onOpen) => opened.run(plan, recorder, onOpen);
  }
  const { createOpenModel } = await import('./open-loop-load-model.ts');
  if (open?.key !== key) {
    open = { key, model: createOpenModel(plan.url, model.maxConnections, plan.timeoutMs) };
  }
  const opened = open.model;
  return () => opened.run(plan, model.rate, recorder);
}

function openAccount(): () => Pick<
  GeneratorPerformance,
  'cpuShare' | 'utilization' | 'eventLoopDelayP99Ms'
> {
  const delay = monitorEventLoopDelay({ resolution: DELAY_STEP_MS });
  delay.enable();
  const cpu = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const startedMs = performance.now();
  return () => {
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    const elapsedMs = performance.now() - startedMs;
    return {
      cpuShare: (user + system) / 1_000 / elapsedMs,
      utilization: performance.eventLoopUtilization(loop).utilization,
      eventLoopDelayP99Ms: Math.max(0, delay.percentile(99) / NS_PER_MS - DELAY_STEP_MS),
    };
  };
}
