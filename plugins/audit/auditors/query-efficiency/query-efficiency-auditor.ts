import type { Auditor } from '../../auditor.ts';
import { MISSING_BULK_OPS } from './missing-bulk-ops/rule.ts';
import { N_UPDATE_DELETE_LOOP } from './n-update-delete-loop/rule.ts';
import { OVER_FETCHING } from './over-fetching/rule.ts';
import { QUERY_IN_LOOP } from './query-in-loop/rule.ts';
import { REDUNDANT_FETCH } from './redundant-fetch/rule.ts';
import { UNNECESSARY_RESOLVE } from './unnecessary-resolve/rule.ts';
import { WRONG_CACHING_SCOPE } from './wrong-caching-scope/rule.ts';

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
