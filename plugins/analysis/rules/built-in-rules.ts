import { ASYNC_PATTERN_RULES } from './async-pattern-rules.ts';
import { CONFIGURATION_RULES } from './configuration-rules.ts';
import { CONNECTION_RULES } from './connection-rules.ts';
import { EXCESS_DATA_TRANSFER_RULES } from './excess-data-transfer-rules.ts';
import { REDUNDANT_WORK_RULES } from './redundant-work-rules.ts';
import type { CodeRule } from './syntax-pattern-rule.ts';

/** Rules that match the syntax of a single place. Interprocedural rules are in `detect/`. */
export const BUILT_IN_RULES: readonly CodeRule[] = [
  ...CONNECTION_RULES,
  ...EXCESS_DATA_TRANSFER_RULES,
  ...ASYNC_PATTERN_RULES,
  ...CONFIGURATION_RULES,
  ...REDUNDANT_WORK_RULES,
];
