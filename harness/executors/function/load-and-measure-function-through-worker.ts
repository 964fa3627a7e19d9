import type { Unit, UnitContext } from '../../model/executor.ts';
import type {
  DurationCount,
  FunctionLocation,
  FunctionRequest,
} from './function-worker-messages.ts';
import type { WorkerPinning } from './pin-function-worker-to-core.ts';
import type { FunctionWorker } from './start-function-worker.ts';

/** Time for reading allocation, as a share of the unit's time. */
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

/** Makes a worker load a function and set it up. @throws UnitFailure if that failed. */
export async function openFunctionUnitInWorker(
  { ask }: FunctionWorker,
  body: FunctionLocation,
  {
    scenario: { params, warmupMs, measureMs },
    signal,
    subject,
    isAlone,
    isWatched = false,
    hold,
  }: {
    readonly scenario: Measured;
    readonly signal: AbortSignal;
    /** Its number in the worker. */
    readonly subject: number;
    /** True if the worker loads no other function and ends with this function. */
    readonly isAlone: boolean;
    /** True to record changes to state that all functions of the worker share. Default: false. */
    readonly isWatched?: boolean;
    /** Begins once the function is warm. */
    readonly hold: WorkerPinning;
  },
): Promise<FunctionUnit> {
  await ask({ subject, type: 'open', body, params, isAlone, isWatched }, 'opened', signal);
  let isWarm = false;
  let isFinished = false;
  return {
    measure: async ({ durationMs }) => {
      if (!isWarm) {
        isWarm = true;
        await ask({ subject, type: 'warm', warmupMs }, 'warmed', signal);
        await hold.begin();
      }
      const isTurn = durationMs !== null;
      const question: FunctionRequest = {
        subject,
        type: 'measure',
        measureMs: durationMs ?? measureMs,
        isTurn,
      };
      return (await ask(question, 'measured', signal)).block;
    },
    readFinalValues: async () => {
      const allocationMs = measureMs * ALLOCATION_SHARE;
      const question: FunctionRequest = { subject, type: 'read', allocationMs };
      const { allocated, notes, times } = await ask(question, 'read', signal);
      return {
        measurements: { allocated },
        notes: { ...notes, ...hold.notes() },
        histogram: await encodeTimes(times),
      };
    },
    finish: async (limit) => {
      if (isFinished) return;
      isFinished = true;
      await ask({ subject, type: 'finish' }, 'finished', limit);
    },
  };
}

/** Significant digits of the histogram. */
const DIGITS = 3;

/** Times of operations as an HdrHistogram V2 in picoseconds, compressed, base64. */
async function encodeTimes(times: readonly DurationCount[]): Promise<string> {
  // Loaded when first needed: it takes a tenth of a second, which no other command should pay.
  const { build, encodeIntoCompressedBase64 } = await import('hdr-histogram-js');
  const histogram = build({ numberOfSignificantValueDigits: DIGITS, bitBucketSize: 64 });
  for (const [picoseconds, count] of times) histogram.recordValueWithCount(picoseconds, count);
  return encodeIntoCompressedBase64(histogram);
}
