import {
  CLIENT_PER_REQUEST,
  LISTENER_PER_REQUEST,
  POOL_WITHOUT_LIMIT,
  SYNC_IN_ASYNC,
  TIMER_PER_REQUEST,
} from './blocking-call-and-resource-rules.ts';
import type { InterproceduralRule } from './interprocedural-rule.ts';
import { CACHE_IN_LOOP, FILE_IN_LOOP, QUERY_IN_LOOP, REQUEST_IN_LOOP } from './io-in-loop.ts';
import { MISSING_BATCH } from './missing-batch.ts';
import { CONSTANT_CALL_IN_LOOP, REPEATED_CALL } from './repeated-call.ts';
import { SEQUENTIAL_AWAITS } from './sequential-awaits.ts';

/** Interprocedural rules. Rules that match the syntax of a single place are in `rules/`. */
export const INTERPROCEDURAL_RULES: readonly InterproceduralRule[] = [
  QUERY_IN_LOOP,
  REQUEST_IN_LOOP,
  CACHE_IN_LOOP,
  FILE_IN_LOOP,
  MISSING_BATCH,
  SEQUENTIAL_AWAITS,
  SYNC_IN_ASYNC,
  REPEATED_CALL,
  CONSTANT_CALL_IN_LOOP,
  CLIENT_PER_REQUEST,
  POOL_WITHOUT_LIMIT,
  LISTENER_PER_REQUEST,
  TIMER_PER_REQUEST,
];
