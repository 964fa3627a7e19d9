/**
 * Effect of an inconclusive gate. In a file of its own, so that the command line loads no schema.
 */
export const ON_INCONCLUSIVE = ['warn', 'fail', 'pass'] as const;
/** One of them. */
export type OnInconclusive = (typeof ON_INCONCLUSIVE)[number];
