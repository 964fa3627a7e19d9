import { ASYNC_PATTERNS } from './async-patterns.ts';
import type { CodeRule } from './code-rule.ts';
import { CONFIGURATION } from './configuration.ts';
import { CONNECTIONS } from './connections.ts';
import { DATA_FLOW } from './data-flow.ts';
import { REDUNDANT_WORK } from './redundant-work.ts';

/** Rules that look at the shape of one place alone. Those that follow calls are in `detect/`. */
export const BUILT_IN_RULES: readonly CodeRule[] = [
  ...CONNECTIONS,
  ...DATA_FLOW,
  ...ASYNC_PATTERNS,
  ...CONFIGURATION,
  ...REDUNDANT_WORK,
];
