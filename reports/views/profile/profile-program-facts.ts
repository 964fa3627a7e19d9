import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { Fact } from '../../view.ts';

/** Scenario, tool and amount of a profile for programs. */
export function factOfProfile(document: ProfileReport): Fact {
  const { schema, state, scenario, tool, trials, samples, busy, unit, idle, seed } = document;
  return {
    keyword: 'profile',
    values: {
      ...{ schema, state, scenario, tool, trials, samples, busy, unit },
      idle: idle?.median ?? null,
      seed: String(seed),
    },
  };
}

/** Owners, cost, runtime and levels of a profile for programs. */
export function factsOfTaking(document: ProfileReport): readonly Fact[] {
  const { owners, overhead, runtime, escalation } = document;
  const levels = escalation?.levels ?? [];
  return [
    ...owners.map(({ owner, package: name, share }) => ({
      keyword: 'owner',
      values: { owner, package: name, share: share.median },
    })),
    ...(overhead === null ? [] : [{ keyword: 'overhead', values: overhead }]),
    ...(runtime === undefined ? [] : [factOfRuntime(runtime)]),
    ...levels.map(({ level, taken, reason, text }) => ({
      keyword: 'level',
      values: { level, taken, reason, text },
    })),
    ...(escalation === undefined
      ? []
      : [{ keyword: 'stop', values: { reason: escalation.stop, text: escalation.text } }]),
  ];
}

function factOfRuntime({
  gc,
  event_loop: loop,
  heap_growth_bytes: growth,
}: NonNullable<ProfileReport['runtime']>): Fact {
  return {
    keyword: 'runtime',
    values: {
      gc_share: gc?.share ?? null,
      gc_count: gc?.count ?? null,
      gc_longest_ms: gc?.longest_ms ?? null,
      loop_busy: loop.utilisation,
      loop_delay_ms: loop.delay_p50_ms,
      loop_delay_tail_ms: loop.delay_p99_ms,
      heap_growth_bytes: growth,
    },
  };
}

/** Tool and amount of a profile of memory for programs. */
export function factsOfMemory({ memory }: ProfileReport): readonly Fact[] {
  if (memory === undefined) return [];
  const { tool, weight = null, trials, busy, unit } = memory;
  return [{ keyword: 'memory', values: { tool, weight, trials, busy, unit } }];
}

/** Calls of instrumented functions for programs. */
export function factsOfCalls({ instrumentation }: ProfileReport): readonly Fact[] {
  if (instrumentation === undefined) return [];
  const { way, runs, overhead, tests, patch, functions, refused } = instrumentation;
  const { outcome, command } = tests;
  return [
    { keyword: 'instrumentation', values: { way, runs, overhead, tests: outcome, command, patch } },
    ...functions.map(({ name, location, suspicions, ...counts }) => ({
      keyword: 'calls',
      values: {
        function: name,
        where: location,
        calls: counts.calls,
        total_ms: counts.total_ms,
        self_ms: counts.self_ms,
        network_calls: counts.network_calls,
        database_calls: counts.database_calls,
        left_bytes: counts.left_bytes,
        suspicions: suspicions.length === 0 ? null : suspicions.join(' '),
      },
    })),
    ...refused.map(({ name, location, reason }) => ({
      keyword: 'not_instrumented',
      values: { function: name, where: location, reason },
    })),
  ];
}
