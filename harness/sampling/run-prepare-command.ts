import { stripVTControlCharacters } from 'node:util';
import { createProcessSpec } from '../host/process/create-process-spec.ts';
import { describeProgramFailure } from '../host/process/process-runner.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Time limit; long, since builds may be slow. */
const TIMEOUT_MS = 600_000;

/** Runs the scenario's `prepare` command, if any; a failure is returned as a finding. */
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
  const failure = describeProgramFailure(result, TIMEOUT_MS);
  const output = stripVTControlCharacters(`${result.stdout}\n${result.stderr}`);
  const reported = describeOutputError(output.split(/\r\n|\n|\r/u));
  return [
    {
      id: 'prepare-failed',
      level: 'error',
      message: `the prepare command of "${scenario.name}" ${failure}${reported.text === '' ? '' : `: ${reported.text}${reported.at}`}`,
      remedy: 'Run the command manually in the same folder and fix the failure.',
    },
  ];
}
