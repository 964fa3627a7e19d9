import type { PerformanceMap } from 'perf-harness';

/** What a run is to make better; the same in every cycle. */
export interface ProblemStatement {
  /** Route, function or pipeline: `GET /orders/:id`, `src/orders.ts::load`. */
  readonly target: string;
  /** What is slow: `response_time`, with its unit in milliseconds where it is a time. */
  readonly observed: { readonly type: string; readonly value: number; readonly unit: string };
}

/**
 * Profiles the program as it is now, and gives its performance map. It finds the command that
 * measures by itself each time: a cycle may have moved or renamed what the last one used.
 */
export type ProfileTarget = (problem: ProblemStatement, cycle: number) => Promise<unknown>;

/** Who profiles, and who says whether what comes back is a map. */
export interface ProfilePhaseParts {
  readonly profile: ProfileTarget;
  /** `readPerformanceMap` of the public entry; rejects with what is missing. */
  readonly read: (value: unknown) => Promise<PerformanceMap>;
}

/** What the profiling phase came to. */
export type ProfilePhase =
  | {
      readonly status: 'done';
      readonly map: PerformanceMap;
      /** Of this cycle's own measurement; never what the last cycle ended with. */
      readonly baseline: PerformanceMap['baseline'];
    }
  | { readonly status: 'failed'; readonly reason: string };

/**
 * The second phase of a cycle (OPT-35, OPT-36): somebody else profiles, and what comes back is
 * checked. A map with something missing fails the phase, as a profile that could not be taken does.
 * @param cycle - From 1.
 */
export async function profilePhase(
  problem: ProblemStatement,
  cycle: number,
  { profile, read }: ProfilePhaseParts,
): Promise<ProfilePhase> {
  try {
    const map = await read(await profile(problem, cycle));
    return { status: 'done', map, baseline: map.baseline };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
