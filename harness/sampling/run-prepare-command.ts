import { stripVTControlCharacters } from 'node:util';
import { createProcessSpec } from '../host/process/create-process-spec.ts';
import { describeProgramFailure } from '../host/process/describe-program-failure.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Long, since builds may be slow. */
const TIMEOUT_MS = 600_000;

/** Runs the scenario's `prepare` command, if any. Failure is a finding that stops the scenario. */
export async function runPrepareCommand(
  host: Host,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (scenario.prepare === null || signal.aborted) return [];
  const result = await host.processes.exec({
    ...createProcessSpec(scenario.prepare),
    cwd: scenario.cwd,
    env: scenario.env,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (signal.aborted) return [];
  if (!result.timedOut && result.exit.type === 'code' && result.exit.code === 0) return [];
  const how = describeProgramFailure(result, TIMEOUT_MS);
  const output = stripVTControlCharacters(`${result.stdout}\n${result.stderr}`);
  const told = describeOutputError(output.split(/\r\n|\n|\r/u));
  return [
    {
      id: 'prepare-failed',
      level: 'error',
      message: `the prepare command of "${scenario.name}" ${how}${told.text === '' ? '' : `: ${told.text}${told.at}`}`,
      remedy: 'Run the command manually in the same folder and fix the failure.',
    },
  ];
}
