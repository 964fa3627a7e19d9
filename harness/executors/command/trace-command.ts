import type { Host } from '../../host.ts';
import { type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/input-trace.ts';
import type { CommandScenario } from '../../model/scenario/scenario.ts';
import { seedFlags, withNodeFlags } from '../node/node-call.ts';
import { loaderFlags } from '../node/with-loader.ts';
import { TRACE_FLAGS, traceProgram } from '../trace/trace-program.ts';
import { untraceableProgram } from '../trace/untraceable-start.ts';
import { judgeEnd } from './judge-end.ts';
import type { Variables } from './launcher/messages.ts';
import { runPlainly } from './run-plainly.ts';
import { noAccounts } from './run-result.ts';

/** Runs a command once and gives what it reads, or why that cannot be told. */
export async function traceCommand(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<CommandScenario>,
  env: Variables,
): Promise<InputTrace> {
  const obstacle = untraceableProgram(scenario.command, scenario, host.env);
  if (obstacle !== null) return { state: 'untraceable', reason: obstacle };
  const flags = [...seedFlags(trial.seed), ...TRACE_FLAGS, ...loaderFlags(scenario)];
  const command = withNodeFlags(scenario.command, flags);
  return traceProgram(host, folder, async (variables) => {
    if (signal.aborted) throw new UnitFailure({ reason: 'timeout', message: 'cut short' });
    const place = { cwd: scenario.cwd, env: { ...env, ...variables }, signal };
    await judgeEnd(
      scenario,
      await runPlainly(host, command, place, () => noAccounts('it is not measured')),
    );
  });
}
