import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import { SEED_LIMIT } from '../../harness/model/value/max-v8-random-seed.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { runPrepareCommand } from '../../harness/sampling/run-prepare-command.ts';
import { loadConfig } from '../../harness/scenario/project-config.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createInstrumenter } from '../../profilers/instrument/call-instrumenter.ts';
import type { InstrumentationCandidate } from '../../profilers/instrument/choose-instrumented-functions.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import { planFunctionInstrumentation } from '../instrument/plan-function-instrumentation.ts';
import {
  recordInstrumentedCalls,
  summariseRecordedCalls,
} from '../instrument/record-instrumented-calls.ts';
import { requireStartedProcess } from '../measure/checks-before-and-after-measurement.ts';
import { withExecutors } from '../measure/open-scenario-executors.ts';
import { withMeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { findTargetScenario } from './profile-code-target-into-performance-map.ts';
import type { TargetRequest } from './resolve-target-to-scenario-code-or-command.ts';

/** Functions to time, and the target that exercises them. */
export interface TimeFunctionsRequest extends TargetRequest {
  /** Functions by name; those that do not exist are skipped. */
  readonly functions: readonly { readonly file: string; readonly name: string }[];
}

/**
 * Measures the time of function calls in one operation of a target, callees and awaits included:
 * medians of three runs, in milliseconds, by `file::name`. No file is changed. @throws UserError if
 * the target cannot be exercised.
 */
export async function timeFunctions(
  host: Host,
  request: TimeFunctionsRequest,
): Promise<Readonly<Record<string, number>>> {
  const { root, signal, onProgress = () => undefined } = request;
  const inside = { ...host, cwd: root };
  const wanted = await findFunctions(inside, request);
  const planned = await planFunctionInstrumentation(inside, root, wanted);
  if (planned.functions.length === 0) return {};
  const config = await loadConfig(inside, root);
  const { scenario: asked } = await findTargetScenario(inside, config, request);
  requireStartedProcess(asked);
  await runPrepareCommand(inside, asked, signal);
  const watching = { label: `perf-harness ${request.purpose}`, signal, onProgress };
  const trials = await withExecutors(inside, [asked], ({ executors, folder }) =>
    withMeasurementSession(inside, watching, async (session) => {
      const executor = findExecutor(executors, asked.kind);
      const { scenario } = await resolveScenarioBeforeMeasuring(executor, asked, signal);
      const planFile = join(folder, 'plan.json');
      inside.files.writeAtomic(planFile, JSON.stringify(planned.plan));
      const instrumenter = createInstrumenter(inside, planFile, planned.functions.length);
      const random = createRandom(randomInt(SEED_LIMIT));
      const subject = { host: inside, scenario, executor, session, folder, signal, onProgress };
      return (await recordInstrumentedCalls(subject, instrumenter, 0, random)).trials;
    }),
  );
  if (trials.length === 0) return {};
  const told = summariseRecordedCalls(planned.functions, trials).filter(({ calls }) => calls > 0);
  return Object.fromEntries(
    told.map(({ name, location, total_ms: ms }) => [
      `${location.replace(/:\d+$/u, '')}::${name}`,
      ms,
    ]),
  );
}

async function findFunctions(
  host: Host,
  { root, functions: names, signal }: TimeFunctionsRequest,
): Promise<readonly InstrumentationCandidate[]> {
  const { functions } = await (await loadSourceAnalysis()).readCode(host, root, { signal });
  return functions
    .filter((codeFunction) =>
      names.some(({ file, name }) => file === codeFunction.file && name === codeFunction.name),
    )
    .map(({ name, file, line, endLine }) => ({
      name,
      file,
      line,
      endLine,
      watchesMemory: false,
      suspected: [],
    }));
}
