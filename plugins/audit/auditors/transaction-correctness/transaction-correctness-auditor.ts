import type { Auditor } from '../../auditor.ts';
import { EVENT_CHANNEL_CONSISTENCY } from './event-channel-consistency/rule.ts';
import { LONG_HELD_TRANSACTION } from './long-held-transaction/rule.ts';
import { MISSING_INTERMEDIATE_COMMITS } from './missing-intermediate-commits/rule.ts';
import { MISSING_ROLLBACK } from './missing-rollback/rule.ts';
import { SCOPE_TOO_NARROW } from './scope-too-narrow/rule.ts';
import { SCOPE_TOO_WIDE } from './scope-too-wide/rule.ts';

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
