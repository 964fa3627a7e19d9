import { expect, test } from 'vitest';
import { createCommandExecutor } from '../../../../harness/executors/command/command-executor.ts';
import { createFunctionExecutor } from '../../../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../../../harness/executors/http/http-executor.ts';
import { createInstructionExecutors } from '../../../../harness/executors/instructions/instruction-counting-executors.ts';
import { createK6Executor } from '../../../../harness/executors/k6/k6-executor.ts';
import { createPageExecutor } from '../../../../harness/executors/page/page-executor.ts';
import { createHost } from '../../../../harness/host.ts';
import { METRICS } from '../../../../harness/model/metric.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';

const host = createHost();
const executors = [
  createFunctionExecutor(host),
  createCommandExecutor(host),
  createHttpExecutor(host),
  createK6Executor(host),
  createPageExecutor(host),
];

/** Measured in separate units, so only on request. */
const apart = createInstructionExecutors(host);

test.each(executors)(
  'lets scenarios of kind $kind name what their executors report',
  (executor) => {
    const { own, onRequest } = listKindMetrics(executor.kind);
    const counted = apart.filter(({ kind }) => kind === executor.kind);
    const requested = [...executor.optionalMetrics, ...counted.flatMap(({ metrics }) => metrics)];
    expect([...own].sort()).toEqual([...executor.metrics].sort());
    expect([...onRequest].sort()).toEqual(requested.sort());
    for (const name of [...own, ...onRequest]) expect(METRICS.has(name)).toBe(true);
  },
);
