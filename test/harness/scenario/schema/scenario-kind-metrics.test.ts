import { expect, test } from 'vitest';
import { METRICS } from '../../../../harness/model/metric.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';

test.each(['function', 'command', 'http', 'k6', 'page'] as const)(
  'lets scenarios of kind %s name known metrics only',
  (kind) => {
    const { own, onRequest } = listKindMetrics(kind);
    expect([...own, ...onRequest].filter((name) => !METRICS.has(name))).toEqual([]);
  },
);
