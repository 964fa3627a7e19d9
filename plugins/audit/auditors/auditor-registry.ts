import type { AuditPack } from '../document/audit-document.ts';
import type { Auditor } from '../rule.ts';
import { MISSING_BULK_OPS, N_UPDATE_DELETE_LOOP } from './query-efficiency/looped-writes.ts';
import { OVER_FETCHING } from './query-efficiency/over-fetching.ts';
import { QUERY_IN_LOOP } from './query-efficiency/query-in-loop.ts';
import { REDUNDANT_FETCH } from './query-efficiency/redundant-fetch.ts';
import { UNNECESSARY_RESOLVE } from './query-efficiency/unnecessary-resolve.ts';
import { WRONG_CACHING_SCOPE } from './query-efficiency/wrong-caching-scope.ts';
import { POOL_CONFIGURATION_GAPS } from './resource-lifecycle/pool-configuration-gaps.ts';
import {
  INJECTED_SESSION_IN_LONG_LIVED_CONTEXT,
  STREAMING_HOLDS_SESSION,
} from './resource-lifecycle/request-sessions-in-long-lived-work.ts';
import {
  ACQUIRE_WITHOUT_RELEASE,
  ERROR_PATH_WITHOUT_CLEANUP,
} from './resource-lifecycle/resources-without-release.ts';
import { SCOPE_MISMATCH } from './resource-lifecycle/scope-mismatch.ts';
import { BLOCKING_IO_IN_ASYNC } from './runtime-performance/blocking-io-in-async.ts';
import { MISSING_TO_THREAD } from './runtime-performance/missing-to-thread.ts';
import { REDUNDANT_DATA_COPIES } from './runtime-performance/redundant-data-copies.ts';
import { STRING_CONCAT_IN_LOOP } from './runtime-performance/string-concat-in-loop.ts';
import { SYNC_SLEEP_IN_ASYNC } from './runtime-performance/sync-sleep-in-async.ts';
import { UNNECESSARY_LIST_ALLOCATION } from './runtime-performance/unnecessary-list-allocation.ts';
import { EVENT_CHANNEL_CONSISTENCY } from './transaction-correctness/event-channel-consistency.ts';
import { MISSING_INTERMEDIATE_COMMITS } from './transaction-correctness/missing-intermediate-commits.ts';
import { MISSING_ROLLBACK } from './transaction-correctness/missing-rollback.ts';
import { SCOPE_TOO_NARROW } from './transaction-correctness/scope-too-narrow.ts';
import {
  LONG_HELD_TRANSACTION,
  SCOPE_TOO_WIDE,
} from './transaction-correctness/transactions-held-too-long.ts';

export const QUERY_EFFICIENCY: Auditor = {
  id: '651',
  category: 'Query Efficiency',
  needs: 'database',
  priority: 'HIGH',
  checks: [
    { id: 'redundant_fetch', name: 'Loaded data fetched again' },
    { id: 'n_update_delete_loop', name: 'One-by-one updates or deletes' },
    { id: 'unnecessary_resolve', name: 'Lookups of values already known' },
    { id: 'over_fetching', name: 'More data loaded than used' },
    { id: 'missing_bulk_ops', name: 'Rows read, added or deleted one by one' },
    { id: 'wrong_caching_scope', name: 'Caches with the wrong scope' },
  ],
  rules: [
    REDUNDANT_FETCH,
    N_UPDATE_DELETE_LOOP,
    UNNECESSARY_RESOLVE,
    OVER_FETCHING,
    MISSING_BULK_OPS,
    QUERY_IN_LOOP,
    WRONG_CACHING_SCOPE,
  ],
};

export const TRANSACTION_CORRECTNESS: Auditor = {
  id: '652',
  category: 'Transaction Correctness',
  needs: 'database',
  priority: 'HIGH',
  checks: [
    { id: 'missing_intermediate_commits', name: 'Notifications delayed until the last commit' },
    { id: 'scope_too_wide', name: 'External work inside a transaction' },
    { id: 'scope_too_narrow', name: 'Related writes in separate transactions' },
    { id: 'missing_rollback', name: 'Commit without a rollback' },
    { id: 'long_held_transaction', name: 'Long-held transaction' },
    { id: 'event_channel_consistency', name: 'Channels without a sender or receiver' },
  ],
  rules: [
    MISSING_INTERMEDIATE_COMMITS,
    SCOPE_TOO_WIDE,
    SCOPE_TOO_NARROW,
    MISSING_ROLLBACK,
    LONG_HELD_TRANSACTION,
    EVENT_CHANNEL_CONSISTENCY,
  ],
};

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

/** Fourth auditor, which runs only on request (L654-01). */
export const RESOURCE_LIFECYCLE: Auditor = {
  id: '654',
  pack: 'lifecycle',
  category: 'Resource Lifecycle',
  priority: 'MEDIUM',
  checks: [
    { id: 'resource_scope_mismatch', name: 'Sessions held during other work' },
    { id: 'streaming_resource_holding', name: 'Streams that hold a session' },
    { id: 'missing_resource_cleanup', name: 'Resources that are not released' },
    { id: 'pool_configuration_gaps', name: 'Pools with missing settings' },
    { id: 'error_path_leak', name: 'Exit paths without cleanup' },
    { id: 'factory_vs_injection', name: 'Request sessions that outlive the request' },
  ],
  rules: [
    SCOPE_MISMATCH,
    STREAMING_HOLDS_SESSION,
    ACQUIRE_WITHOUT_RELEASE,
    POOL_CONFIGURATION_GAPS,
    ERROR_PATH_WITHOUT_CLEANUP,
    INJECTED_SESSION_IN_LONG_LIVED_CONTEXT,
  ],
};

/** The three auditors that always run (AUD-01). */
export const DEFAULT_AUDITORS: readonly Auditor[] = [
  QUERY_EFFICIENCY,
  TRANSACTION_CORRECTNESS,
  RUNTIME_PERFORMANCE,
];

/** Default auditors plus those of packs, which run only on request (L654-01). */
export const ALL_AUDITORS: readonly Auditor[] = [...DEFAULT_AUDITORS, RESOURCE_LIFECYCLE];

export function selectAuditors(
  auditors: readonly Auditor[],
  packs: readonly AuditPack[],
): readonly Auditor[] {
  return auditors.filter(({ pack }) => pack === undefined || packs.includes(pack));
}
