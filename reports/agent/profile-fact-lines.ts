import type {
  ProfileReport,
  ProfileRuntime,
} from '../../harness/model/documents/profile-document.ts';
import type { HotSpotFact, ProfileFacts } from '../facts/profile/profile-facts.ts';
import { exactly, factLine } from './fact-line.ts';
import { mapFactLines } from './map-fact-lines.ts';
import { telemetryFactLines } from './telemetry-fact-lines.ts';

/** A profile, one fact a line. */
export function profileFactLines(
  facts: ProfileFacts,
  document: ProfileReport,
  next: readonly string[],
): readonly string[] {
  const { state, scenario, tool, trials, samples, busy, unit, idle, overhead, seed } = document;
  return [
    factLine('profile', {
      schema: document.schema,
      state,
      scenario,
      tool,
      trials,
      samples,
      busy,
      unit,
      idle: idle?.median ?? null,
      seed: exactly(seed),
    }),
    factLine('summary', { outcome: state, text: facts.headline.sentence }),
    ...next,
    ...(facts.map === null ? [] : mapFactLines(facts.map)),
    ...telemetryFactLines(facts.telemetry),
    ...facts.spots.map((spot, index) => spotLine('hotspot', spot, index)),
    ...document.owners.map(({ owner, package: name, share }) =>
      factLine('owner', { owner, package: name, share: share.median }),
    ),
    ...(overhead === null
      ? []
      : [
          factLine('overhead', {
            metric: overhead.metric,
            ratio: overhead.ratio,
            low: overhead.low,
            high: overhead.high,
            pairs: overhead.pairs,
          }),
        ]),
    ...(document.runtime === undefined ? [] : runtimeLines(document.runtime)),
    ...(document.escalation?.levels ?? []).map(({ level, taken, reason, text }) =>
      factLine('level', { level, taken, reason, text }),
    ),
    ...(document.escalation === undefined
      ? []
      : [factLine('stop', { reason: document.escalation.stop, text: document.escalation.text })]),
    ...(document.memory === undefined
      ? []
      : [
          factLine('memory', {
            tool: document.memory.tool,
            weight: document.memory.weight ?? null,
            trials: document.memory.trials,
            busy: document.memory.busy,
            unit: document.memory.unit,
          }),
        ]),
    ...(facts.memory?.spots ?? []).map((spot, index) => spotLine('allocator', spot, index)),
    ...instrumentationLines(document),
  ];
}

function instrumentationLines({ instrumentation }: ProfileReport): readonly string[] {
  if (instrumentation === undefined) return [];
  const { way, runs, overhead, tests, patch, functions, refused } = instrumentation;
  return [
    factLine('instrumentation', {
      way,
      runs,
      overhead,
      tests: tests.outcome,
      command: tests.command,
      patch,
    }),
    ...functions.map((one) =>
      factLine('calls', {
        function: one.name,
        where: one.location,
        calls: one.calls,
        total_ms: one.total_ms,
        self_ms: one.self_ms,
        network_calls: one.network_calls,
        database_calls: one.database_calls,
        left_bytes: one.left_bytes,
        suspicions: one.suspicions.length === 0 ? null : one.suspicions.join(' '),
      }),
    ),
    ...refused.map(({ name, location, reason }) =>
      factLine('not_instrumented', { function: name, where: location, reason }),
    ),
  ];
}

function spotLine(
  kind: string,
  { name, place, owner, lines, spot }: HotSpotFact,
  index: number,
): string {
  return factLine(kind, {
    place: index + 1,
    function: name,
    where: place === '' ? null : place,
    owner,
    self: spot.self.median,
    self_low: spot.self.low,
    self_high: spot.self.high,
    total: spot.total.median,
    lines: lines === '' ? null : lines,
  });
}

function runtimeLines({
  gc,
  event_loop: loop,
  heap_growth_bytes: growth,
}: ProfileRuntime): readonly string[] {
  return [
    factLine('runtime', {
      gc_share: gc?.share ?? null,
      gc_count: gc?.count ?? null,
      gc_longest_ms: gc?.longest_ms ?? null,
      loop_busy: loop.utilisation,
      loop_delay_ms: loop.delay_p50_ms,
      loop_delay_tail_ms: loop.delay_p99_ms,
      heap_growth_bytes: growth,
    }),
  ];
}
