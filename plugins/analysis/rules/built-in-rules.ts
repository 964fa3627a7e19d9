import { ASYNC_PATTERN_RULES } from './async-pattern-rules.ts';
import type { CodeRule } from './code-rule.ts';
import { CONFIGURATION_RULES } from './configuration-rules.ts';
import { CONNECTION_RULES } from './connection-rules.ts';
import { DATA_FLOW_RULES } from './data-flow-rules.ts';
import { REDUNDANT_WORK_RULES } from './redundant-work-rules.ts';

/** Rules that match the syntax of a single place. Interprocedural rules are in `detect/`. */
export const BUILT_IN_RULES: readonly CodeRule[] = [
  ...CONNECTION_RULES,
  ...DATA_FLOW_RULES,
  ...ASYNC_PATTERN_RULES,
  ...CONFIGURATION_RULES,
  ...REDUNDANT_WORK_RULES,
];
