import type { ProfileRuntime } from '../harness/model/documents/profile-document.ts';
import {
  GC_KINDS,
  type GcKind,
  type RuntimeTrace,
} from '../harness/model/program/runtime-trace.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';

export function summariseGcAndEventLoop(traces: readonly (RuntimeTrace | null)[]): {
  readonly runtime?: ProfileRuntime;
} {
  const observed = traces.filter((trace) => trace !== null);
  if (observed.length === 0) return {};
  const medianOf = (pick: (trace: RuntimeTrace) => number): number => median(observed.map(pick));
  const growths = observed.flatMap(({ heapGrowthBytes }) => heapGrowthBytes ?? []);
  return {
    runtime: {
      gc: gcOf(observed),
      event_loop: {
        delay_p50_ms: medianOf(({ eventLoop }) => eventLoop.delayP50Ms),
        delay_p99_ms: medianOf(({ eventLoop }) => eventLoop.delayP99Ms),
        utilisation: medianOf(({ eventLoop }) => eventLoop.utilisation),
      },
      heap_growth_bytes: growths.length === 0 ? null : median(growths),
    },
  };
}

function gcOf(traces: readonly RuntimeTrace[]): ProfileRuntime['gc'] {
  const observed = traces.flatMap(({ gc, durationMs }) =>
    gc === null ? [] : [{ ...gc, durationMs }],
  );
  if (observed.length === 0) return null;
  const timeOf = (kind: GcKind): number => median(observed.map(({ timeMs }) => timeMs[kind]));
  const kinds = GC_KINDS.map((kind) => [kind, timeOf(kind)] as const);
  return {
    share: median(
      observed.map(
        ({ timeMs, durationMs }) => sum(GC_KINDS.map((kind) => timeMs[kind])) / durationMs,
      ),
    ),
    count: median(observed.map(({ count }) => count)),
    longest_ms: Math.max(...observed.map(({ longestMs }) => longestMs)),
    // Sound: every kind has an entry.
    time_ms: Object.fromEntries(kinds) as Record<GcKind, number>,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
