/**
 * Effect of an inconclusive gate. In a file of its own, so that the command line loads no schema.
 */
export const INCONCLUSIVE_POLICIES = ['warn', 'fail', 'pass'] as const;
/** Policy for inconclusive results. */
export type InconclusivePolicy = (typeof INCONCLUSIVE_POLICIES)[number];
