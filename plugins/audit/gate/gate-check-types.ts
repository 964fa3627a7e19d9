import type { Plugin } from 'perf-harness/plugin';

export type GateCheck = NonNullable<Plugin['gateChecks']>[number];
/** Verdict of such a check on the lines that changed. */
export type LineVerdict = Awaited<ReturnType<Awaited<ReturnType<GateCheck['prepare']>>>>;
