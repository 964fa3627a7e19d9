import type { GateProjectOptions } from '../../../api/gate/gate-request.ts';
import { openProject, repeatedProject } from '../../../harness/scenario/open-project.ts';
import { readScenarios } from '../../../harness/scenario/read-scenarios.ts';
import type { Call } from '../../../registry/command.ts';
import { readSameInputs } from '../../options/same-inputs.ts';
import type { GATE_OPTIONS } from './options.ts';

export type GateCall = Call<typeof GATE_OPTIONS>;

/** @throws UserError for options that exclude each other, and a configuration that cannot be read. */
export async function readGate(call: GateCall): Promise<GateProjectOptions> {
  const { host, words: targets, command, flags, options } = call;
  const { base, baseline, explain, seed, confidence, margin } = options;
  const same = readSameInputs(options);
  const wanted = readScenarios({ ...flags, targets, command });
  const judged = {
    on_inconclusive: options.onInconclusive,
    report_only: options.reportOnly,
    require_baseline: options.requireBaseline,
    budget_seconds: options.budgetSeconds,
    confidence,
    margin,
  };
  const config = await openProject(host, flags);
  const given = repeatedProject(host, flags);
  return { config, wanted, base, baseline, options: judged, explain, ...same, seed, given };
}
