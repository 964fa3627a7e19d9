/**
 * Measures one unit of a function for rules that need data from within a process: warmed up and
 * timed in batches as in perf-harness, with the batch times in order. `unit-child.ts
 * <scenario.js>`.
 */

import { measureClockResolution } from '../../harness/executors/function/clock.ts';
import { collectGarbage } from '../../harness/executors/function/heap-meter.ts';
import { loadFunction } from '../../harness/executors/function/load-function.ts';
import { prepareFunction } from '../../harness/executors/function/prepared-function.ts';
import { timeBatches } from '../../harness/executors/function/time-batches.ts';
import { warmUp } from '../../harness/executors/function/warm-up.ts';
import { averageBlocks } from './average-blocks.ts';
import type { RecordedUnit } from './peers/decision-rule.ts';

const WARMUP_MS = 150;
const MEASURE_MS = 500;

const [, , file = '', name = ''] = process.argv;
const subject = await prepareFunction(await loadFunction({ type: 'scenario', file, name }), {});
const warm = await warmUp(subject, { warmupMs: WARMUP_MS, clockStepMs: measureClockResolution() });
collectGarbage('major');
const { centerMs, times } = await timeBatches(warm, MEASURE_MS, []);
const unit: Omit<RecordedUnit, 'seconds'> = { centerMs, blocksMs: averageBlocks(times) };
process.stdout.write(JSON.stringify(unit));
