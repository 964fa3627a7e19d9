import type { PerformanceMap } from 'perf-harness/plugin';
import type { Research } from '../document/optimization-hypothesis.ts';

type Targets = Research['target_metrics'];

/** Half of the current value, which is also the fallback of OPT-51. */
const RULE_OF_THUMB = 0.5;

/** A target for each metric of the baseline, and for no other (H812-04, H812-05). */
export function setMetricTargets({
  baseline,
  top_bottlenecks: top,
  steps,
}: PerformanceMap): Targets {
  const { io_read_bytes: read, io_write_bytes: written } = baseline;
  const io = read === undefined && written === undefined ? undefined : (read ?? 0) + (written ?? 0);
  const values = {
    wall_time_ms: baseline.wall_time_ms,
    cpu_time_ms: baseline.cpu_time_ms,
    memory_peak_mb: baseline.memory_peak_mb,
    http_round_trips: baseline.http_round_trips,
    io_bytes: io,
  };
  const halved = Object.entries(values).flatMap(([metric, value]) =>
    value === undefined || value <= 0
      ? []
      : [
          [
            metric,
            {
              value: value * RULE_OF_THUMB,
              source: 'rule of thumb: half of the baseline',
              confidence: 'LOW',
            },
          ] as const,
        ],
  );
  const targets: Targets = Object.fromEntries(halved);
  const repeated = steps
    .flatMap(repeatedCalls)
    .filter(({ id }) => top.some(({ step }) => step === id));
  const saved = repeated.reduce((sum, { http_round_trips: trips }) => sum + trips - 1, 0);
  const trips = baseline.http_round_trips ?? 0;
  if (saved > 0 && trips > saved) {
    const source = 'practice: one batched request instead of one request per item';
    targets.http_round_trips = { value: trips - saved, source, confidence: 'MEDIUM' };
  }
  return targets;
}

/** Returns steps with more than one HTTP round trip per operation, the outermost of each branch. */
function repeatedCalls(
  step: PerformanceMap['steps'][number],
): readonly PerformanceMap['steps'][number][] {
  return step.type === 'http_call' && step.http_round_trips > 1
    ? [step]
    : step.children.flatMap(repeatedCalls);
}
