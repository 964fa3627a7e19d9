/** What becomes of what the gate does not know. Apart, so that the command line loads no schema. */
export const ON_INCONCLUSIVE = ['warn', 'fail', 'pass'] as const;
/** One of them. */
export type OnInconclusive = (typeof ON_INCONCLUSIVE)[number];
