import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { Fact } from '../../format-independent-report-view.ts';
import { createFact } from '../../report-block-builders.ts';

export function profileAgentFact(document: ProfileReport): Fact {
  const { schema, state, scenario, tool, trials, samples, busy, unit, idle, seed } = document;
  return createFact('profile', {
    ...{ schema, state, scenario, tool, trials, samples, busy, unit },
    ...{ idle: idle?.median ?? null, seed: String(seed) },
  });
}

export function profilingRunAgentFacts(document: ProfileReport): readonly Fact[] {
  const { owners, overhead, runtime, escalation } = document;
  return [
    ...owners.map(({ owner, package: name, share }) =>
      createFact('owner', { owner, package: name, share: share.median }),
    ),
    ...(overhead === null ? [] : [createFact('overhead', overhead)]),
    ...(runtime === undefined ? [] : [factOfRuntime(runtime)]),
    ...(escalation?.levels ?? []).map(({ level, taken, reason, text }) =>
      createFact('level', { level, taken, reason, text }),
    ),
    ...(escalation === undefined
      ? []
      : [createFact('stop', { reason: escalation.stop, text: escalation.text })]),
  ];
}

function factOfRuntime({
  gc,
  event_loop: loop,
  heap_growth_bytes,
}: NonNullable<ProfileReport['runtime']>): Fact {
  return createFact('runtime', {
    gc_share: gc?.share ?? null,
    gc_count: gc?.count ?? null,
    gc_longest_ms: gc?.longest_ms ?? null,
    loop_busy: loop.utilisation,
    loop_delay_ms: loop.delay_p50_ms,
    loop_delay_tail_ms: loop.delay_p99_ms,
    heap_growth_bytes,
  });
}

export function memoryProfileAgentFacts({ memory }: ProfileReport): readonly Fact[] {
  if (memory === undefined) return [];
  const { tool, weight = null, trials, busy, unit } = memory;
  return [createFact('memory', { tool, weight, trials, busy, unit })];
}

export function instrumentedCallAgentFacts({ instrumentation }: ProfileReport): readonly Fact[] {
  if (instrumentation === undefined) return [];
  const { way, runs, overhead, tests, patch, functions, refused } = instrumentation;
  const { outcome, command } = tests;
  return [
    createFact('instrumentation', { way, runs, overhead, tests: outcome, command, patch }),
    ...functions.map(({ name, location: where, suspicions, ...counts }) => {
      const { calls, total_ms, self_ms, network_calls, database_calls, left_bytes } = counts;
      return createFact('calls', {
        ...{ function: name, where, calls, total_ms, self_ms, network_calls, database_calls },
        ...{ left_bytes, suspicions: suspicions.join(' ') || null },
      });
    }),
    ...refused.map(({ name, location: where, reason }) =>
      createFact('not_instrumented', { function: name, where, reason }),
    ),
  ];
}
