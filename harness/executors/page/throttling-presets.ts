import type { ThrottlingName } from '../../model/scenario/scenario.ts';

export interface Throttling {
  /** Factor that the processor is slower by; 1: as it is. */
  readonly cpu: number;
  readonly network: {
    /** Latency added to every answer, milliseconds. */
    readonly latencyMs: number;
    /** Bytes a second. */
    readonly download: number;
    readonly upload: number;
  } | null;
}

const KBIT = 1_000 / 8;

/** Throttling by name; mobile values as applied by Lighthouse (core/config/constants.js). */
export const THROTTLINGS: Readonly<Record<ThrottlingName, Throttling>> = {
  none: { cpu: 1, network: null },
  desktop: {
    cpu: 1,
    network: { latencyMs: 40, download: 10_240 * KBIT, upload: 10_240 * KBIT },
  },
  mobile: {
    cpu: 4,
    network: { latencyMs: 562.5, download: 1_474.56 * KBIT, upload: 675 * KBIT },
  },
};
