import type { ExecResult } from '../host/process/processes.ts';
import { startOf } from '../host/process/start-of.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** A build may take its time. */
const TIMEOUT_MS = 600_000;
const SHOWN = 2_000;

/** Runs the scenario's `prepare` command, if it has one. A failure is a finding that stops it. */
export async function prepareScenario(
  host: Host,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (scenario.prepare === null || signal.aborted) return [];
  const result = await host.processes.exec({
    ...startOf(scenario.prepare),
    cwd: scenario.cwd,
    env: scenario.env,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  if (signal.aborted) return [];
  if (!result.timedOut && result.exit.type === 'code' && result.exit.code === 0) return [];
  const how = describeEnd(result);
  const output = `${result.stdout}${result.stderr}`.trim().slice(-SHOWN);
  return [
    {
      id: 'prepare-failed',
      level: 'error',
      message: `the prepare command of "${scenario.name}" ${how}${output === '' ? '' : `: ${output}`}`,
      remedy: 'Run it by hand in the same folder and mend it.',
    },
  ];
}

function describeEnd({ exit, timedOut }: ExecResult): string {
  if (timedOut) return `was not finished after ${TIMEOUT_MS / 60_000} min`;
  if (exit.type === 'code') return `ended with exit code ${exit.code}`;
  if (exit.type === 'signal') return `was ended by ${exit.signal}`;
  return `could not be started (${exit.error.code})`;
}
