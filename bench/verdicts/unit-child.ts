/**
 * Measures one unit of a function for rules that need data from within a process: warmed up and
 * timed in batches as in perf-harness, with the batch times in order. `unit-child.ts
 * <scenario.js>`.
 */

import { collectGarbage } from '../../harness/executors/function/heap-meter.ts';
import { loadFunctionFromModule } from '../../harness/executors/function/load-function-from-module.ts';
import { timeCallBatches } from '../../harness/executors/function/run-call-batches-until-time-limit.ts';
import { prepareUserFunction } from '../../harness/executors/function/set-up-user-function-and-wrap-errors.ts';
import { warmUpFunction } from '../../harness/executors/function/warm-up-function.ts';
import { measureClockResolution } from '../../harness/executors/function/worker-clock-safe-from-fake-timers.ts';
import { averageBlocks } from './average-blocks.ts';
import type { RecordedUnit } from './peers/decision-rule.ts';

const WARMUP_MS = 150;
const MEASURE_MS = 500;

const [, , file = '', name = ''] = process.argv;
const subject = await prepareUserFunction(
  await loadFunctionFromModule({ type: 'scenario', file, name }),
  {},
);
const warm = await warmUpFunction(subject, {
  warmupMs: WARMUP_MS,
  clockStepMs: measureClockResolution(),
});
collectGarbage('major');
const { centerMs, times } = await timeCallBatches(warm, MEASURE_MS, []);
const unit: Omit<RecordedUnit, 'seconds'> = { centerMs, blocksMs: averageBlocks(times) };
process.stdout.write(JSON.stringify(unit));
