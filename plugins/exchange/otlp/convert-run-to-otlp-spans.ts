import { createHash } from 'node:crypto';
import type { imports, records } from 'perf-harness/plugin';
import { toAttributes, toNanoseconds } from './otlp-attributes.ts';

/** SPAN_KIND_INTERNAL of OTLP. */
const INTERNAL = 1;
/** Codes of a status in OTLP. */
const STATUS = { unset: 0, error: 2 } as const;

/**
 * Converts a run to a trace whose child spans are its trials, with their real times. Identifiers
 * are derived from the record's, so a run that is sent twice is the same trace.
 */
export function createSpans(run: records.RunRecord): readonly object[] {
  const traceId = digest(run.id, 32);
  const root = digest(`${run.id}/run`, 16);
  const startMs = Date.parse(run.startedAt);
  const endMs = Date.parse(run.finishedAt ?? run.startedAt);
  const isBad = run.verdict === 'fail' || run.state === 'failed';
  return [
    {
      traceId,
      spanId: root,
      name: 'perf-harness run',
      kind: INTERNAL,
      startTimeUnixNano: toNanoseconds(startMs),
      endTimeUnixNano: toNanoseconds(endMs),
      attributes: toAttributes({
        'perf_harness.scenario': run.scenario,
        'perf_harness.kind': run.kind,
        'perf_harness.record': run.id,
        'perf_harness.state': run.state,
        'perf_harness.verdict': run.verdict,
        'vcs.ref.head.revision': run.environment?.git?.commit,
      }),
      status: { code: isBad ? STATUS.error : STATUS.unset },
    },
    ...run.trials.map((trial, index) =>
      trialSpan(trial, { traceId, root, of: `${run.id}/${index}` }),
    ),
  ];
}

function trialSpan(
  trial: imports.Trial,
  { traceId, root, of }: { readonly traceId: string; readonly root: string; readonly of: string },
): object {
  const startMs = Date.parse(trial.startedAt);
  return {
    traceId,
    spanId: digest(of, 16),
    parentSpanId: root,
    name: 'trial',
    kind: INTERNAL,
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(startMs + trial.durationMs),
    attributes: toAttributes({
      'perf_harness.trial.index': trial.index,
      'perf_harness.trial.state': trial.state,
      'perf_harness.trial.side': trial.side,
      'perf_harness.trial.warmup': trial.warmup ? 1 : null,
    }),
    status:
      trial.state === 'failed'
        ? { code: STATUS.error, message: trial.failure.message.toWellFormed() }
        : { code: STATUS.unset },
  };
}

function digest(text: string, letters: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, letters);
}
