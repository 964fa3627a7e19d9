import type { Unit, UnitContext } from '../../model/executor.ts';
import type {
  DurationCount,
  FunctionLocation,
  FunctionRequest,
} from './function-worker-messages.ts';
import type { WorkerPinning } from './pin-function-worker-to-core.ts';
import type { FunctionWorker } from './start-function-worker.ts';

/** Time for reading allocation, as a share of the measuring time. */
const ALLOCATION_SHARE = 0.1;

/** One function in a worker. */
export interface FunctionUnit {
  readonly measure: Unit['measure'];
  readonly readFinalValues: NonNullable<Unit['readFinalValues']>;
  /** Runs `teardown` once. @param limit - Aborts when its time is up. */
  readonly finish: (limit: AbortSignal) => Promise<void>;
}

type Measured = Pick<
  Extract<UnitContext['scenario'], { kind: 'function' }>,
  'params' | 'warmupMs' | 'measureMs'
>;

/** Loads a function in a worker and sets it up. @throws UnitFailure if that fails. */
export async function openFunctionUnitInWorker(
  { request }: FunctionWorker,
  body: FunctionLocation,
  {
    scenario: { params, warmupMs, measureMs },
    signal,
    subject,
    isAlone,
    isWatched = false,
    pinning,
  }: {
    readonly scenario: Measured;
    readonly signal: AbortSignal;
    /** Number of the function in the worker. */
    readonly subject: number;
    /** True if the worker loads no other function and ends with this function. */
    readonly isAlone: boolean;
    /** True to record changes to state that all functions of the worker share. Default: false. */
    readonly isWatched?: boolean;
    /** Pinning of the worker, which begins once the function is warm. */
    readonly pinning: WorkerPinning;
  },
): Promise<FunctionUnit> {
  await request({ subject, type: 'open', body, params, isAlone, isWatched }, 'opened', signal);
  let isWarm = false;
  let isFinished = false;
  return {
    measure: async ({ durationMs }) => {
      if (!isWarm) {
        isWarm = true;
        await request({ subject, type: 'warm', warmupMs }, 'warmed', signal);
        await pinning.begin();
      }
      const isAlternating = durationMs !== null;
      const measureRequest: FunctionRequest = {
        subject,
        type: 'measure',
        measureMs: durationMs ?? measureMs,
        isAlternating,
      };
      return (await request(measureRequest, 'measured', signal)).block;
    },
    readFinalValues: async () => {
      const allocationMs = measureMs * ALLOCATION_SHARE;
      const readRequest: FunctionRequest = { subject, type: 'read', allocationMs };
      const { allocated, notes, times } = await request(readRequest, 'read', signal);
      return {
        measurements: { allocated },
        notes: { ...notes, ...pinning.notes() },
        histogram: await encodeTimes(times),
      };
    },
    finish: async (limit) => {
      if (isFinished) return;
      isFinished = true;
      await request({ subject, type: 'finish' }, 'finished', limit);
    },
  };
}

/** Significant digits of the histogram. */
const SIGNIFICANT_DIGITS = 3;

/** Encodes times as an HdrHistogram V2 in picoseconds, compressed, base64. */
async function encodeTimes(times: readonly DurationCount[]): Promise<string> {
  // Imported when needed, since loading it takes a tenth of a second.
  const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js');
  const histogram = build({
    numberOfSignificantValueDigits: SIGNIFICANT_DIGITS,
    bitBucketSize: 64,
  });
  for (const [picoseconds, count] of times) histogram.recordValueWithCount(picoseconds, count);
  return encodeIntoCompressedBase64(histogram);
}
