/**
 * Repeats the same work for a while and reports the time of each block of it; see
 * harness/sampling/machine-stability.ts.
 */

/** Argument of the child, in JSON. */
export interface StabilityPlan {
  readonly durationMs: number;
  readonly blockMs: number;
}

/** Milliseconds, long enough for the JIT compiler to finish. */
const WARMUP_MS = 300;
/** 256 KiB: more than the first-level cache of today's cores, less than the second. */
const memory = new Int32Array(65_536);

/** The fixed work: integer arithmetic and a walk through memory, without allocation. */
function work(rounds: number): number {
  let state = 1;
  for (let round = 0; round < rounds; round += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    const place = (state >>> 8) & 65_535;
    memory[place] = ((memory[place] ?? 0) + state) | 0;
  }
  return state;
}

function timeOf(rounds: number): number {
  const started = performance.now();
  work(rounds);
  return performance.now() - started;
}

function run({ durationMs, blockMs }: StabilityPlan): readonly number[] {
  const warm = performance.now() + WARMUP_MS;
  let rounds = 1_000;
  let fastest = Number.POSITIVE_INFINITY;
  while (performance.now() < warm) {
    const elapsed = timeOf(rounds);
    if (elapsed < blockMs / 2) rounds *= 2;
    else fastest = Math.min(fastest, elapsed);
  }
  if (Number.isFinite(fastest)) rounds = Math.max(1, Math.round((rounds * blockMs) / fastest));
  const times: number[] = [];
  const end = performance.now() + durationMs;
  while (performance.now() < end) times.push(timeOf(rounds));
  return times;
}

const plan = process.argv[2];
if (plan !== undefined) {
  process.send?.(run(JSON.parse(plan) as StabilityPlan), () => process.disconnect?.());
}
