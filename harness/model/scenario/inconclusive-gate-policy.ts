/** Effect of an inconclusive gate; in its own file, so the command line loads no schema. */
export const INCONCLUSIVE_POLICIES = ['warn', 'fail', 'pass'] as const;
export type InconclusivePolicy = (typeof INCONCLUSIVE_POLICIES)[number];
