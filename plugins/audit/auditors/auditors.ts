import type { Auditor } from '../auditor.ts';
import { QUERY_EFFICIENCY } from './query-efficiency/auditor.ts';
import { RUNTIME_PERFORMANCE } from './runtime-performance/auditor.ts';
import { TRANSACTION_CORRECTNESS } from './transaction-correctness/auditor.ts';

/** The three that always look (AUD-01). */
export const AUDITORS: readonly Auditor[] = [
  QUERY_EFFICIENCY,
  TRANSACTION_CORRECTNESS,
  RUNTIME_PERFORMANCE,
];
