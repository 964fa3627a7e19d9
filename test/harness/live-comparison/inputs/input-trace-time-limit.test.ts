/** Time for tracing both sides where time is short, on a scripted clock. */
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { InputTrace } from '../../../../harness/model/program/external-input-trace.ts';
import { functionScenario } from '../../../support/function-scenario.ts';
import { runScriptedComparison } from '../../../support/scripted-comparison.ts';

const COUNT = 20;
const BUDGET_MS = 20_000;
/** Time of tracing one side. */
const TRACE_MS = 500;
const PAIR_MS = 100;
const host = createHost();

/** Counts the functions traced, of twenty of which this many have the same inputs. */
async function tracedOf(same: number): Promise<number> {
  let nowMs = 0;
  const { report } = await runScriptedComparison({
    scenarios: Array.from({ length: COUNT }, (_, index) => functionScenario({ name: `f${index}` })),
    script: (_trial, _scenario, block) => {
      if (block === 0) nowMs += PAIR_MS / 2;
      return { measurements: { wall_time: 1 } };
    },
    traces: ({ name }, { side }): InputTrace => {
      nowMs += TRACE_MS;
      const to = Number(name.slice(1)) < same ? 'node:fs' : `node:${side}`;
      const resolutions = [{ request: 'x', from: null, to }];
      return { state: 'traced', paths: [], isListing: false, resolutions };
    },
    options: { budgetMs: BUDGET_MS, sameInputs: true },
    parts: {
      host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      save: () => undefined,
    },
  });
  return report.inputs?.length ?? 0;
}

it('continues for longer while it saves measuring', async () => {
  const [none, all] = [await tracedOf(0), await tracedOf(COUNT)];
  // A quarter of the time, or 60 %; two sides are traced at once.
  expect(none).toBeGreaterThanOrEqual(5);
  expect(none).toBeLessThanOrEqual(6);
  expect(all).toBeGreaterThanOrEqual(12);
  expect(all).toBeLessThanOrEqual(13);
});
