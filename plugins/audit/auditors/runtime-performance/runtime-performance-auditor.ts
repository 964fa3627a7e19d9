import type { Auditor } from '../../auditor.ts';
import { BLOCKING_IO_IN_ASYNC } from './blocking-io-in-async/rule.ts';
import { MISSING_TO_THREAD } from './missing-to-thread/rule.ts';
import { REDUNDANT_DATA_COPIES } from './redundant-data-copies/rule.ts';
import { STRING_CONCAT_IN_LOOP } from './string-concat-in-loop/rule.ts';
import { SYNC_SLEEP_IN_ASYNC } from './sync-sleep-in-async/rule.ts';
import { UNNECESSARY_LIST_ALLOCATION } from './unnecessary-list-allocation/rule.ts';

export const RUNTIME_PERFORMANCE: Auditor = {
  id: '653',
  category: 'Runtime Performance',
  priority: 'MEDIUM',
  checks: [
    { id: 'blocking_io_in_async', name: 'Blocking I/O in async code' },
    { id: 'unnecessary_list_allocation', name: 'Lists built only to be discarded' },
    { id: 'sync_sleep_in_async', name: 'Sleep that blocks the event loop' },
    { id: 'string_concat_in_loop', name: 'String concatenation in loops' },
    { id: 'missing_to_thread', name: 'CPU-bound work in async code' },
    { id: 'redundant_data_copies', name: 'Copies that are never changed' },
  ],
  rules: [
    BLOCKING_IO_IN_ASYNC,
    UNNECESSARY_LIST_ALLOCATION,
    SYNC_SLEEP_IN_ASYNC,
    STRING_CONCAT_IN_LOOP,
    MISSING_TO_THREAD,
    REDUNDANT_DATA_COPIES,
  ],
};
