import type { Params } from '../../model/scenario/scenario.ts';
import type { FailureResponse, FunctionLocation } from '../function/function-worker-messages.ts';
import type { Calibration, CallPlan } from './plan-instruction-counted-calls.ts';

/** Executor's questions: `calibrate` to a worker without valgrind, others to workers under it. */
export type CountingRequest =
  | { readonly type: 'open'; readonly body: FunctionLocation; readonly params: Params }
  | { readonly type: 'calibrate' }
  | { readonly type: 'warm'; readonly plan: CallPlan }
  /** Computes for `durationMs`, so that valgrind polls its pipes. */
  | { readonly type: 'spin'; readonly durationMs: number }
  | { readonly type: 'count'; readonly calls: number; readonly isSingle: boolean }
  | { readonly type: 'finish' };

/** Answers of the worker. */
export type CountingResponse =
  | { readonly type: 'opened' }
  | { readonly type: 'calibrated'; readonly calibration: Calibration }
  | { readonly type: 'warmed' }
  | { readonly type: 'spun' }
  | { readonly type: 'counted' }
  | { readonly type: 'finished' }
  | FailureResponse;
