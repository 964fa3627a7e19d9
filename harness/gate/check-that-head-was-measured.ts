import type { ScenarioCheck } from '../model/documents/gate-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import { EXIT } from '../model/exit-code.ts';
import { scenarioCommand } from '../model/scenario-command-line.ts';
import { exitCodeFor } from './exit-code-for-report.ts';
import type { GateEvidence } from './gate-evidence.ts';

/** Stops of a live comparison that are the fault of neither side. */
const NEUTRAL_STOPS: ReadonlySet<string> = new Set(['outside-files']);

/**
 * Returns the check of a head that could not be measured; null if it was measured.
 * @param commands - Commands that reproduce it.
 */
export function checkUnmeasuredHead(
  record: RunRecord,
  commands: Pick<GateEvidence, 'gateCommand' | 'runCommand'>,
): ScenarioCheck | null {
  const { scenario, state, stop } = record;
  if (state === 'completed' || state === 'running' || NEUTRAL_STOPS.has(stop ?? '')) return null;
  const isInterrupted = state === 'interrupted';
  return {
    type: 'scenario',
    scenario,
    outcome: isInterrupted ? 'interrupted' : outcomeOfFailure(record),
    reason: reasonOf(record),
    reproduce: scenarioCommand(
      isInterrupted ? commands.gateCommand : commands.runCommand,
      scenario,
      [record],
    ),
  };
}

function outcomeOfFailure(record: RunRecord): ScenarioCheck['outcome'] {
  // A failed run means the same to the gate as to `run`, which defines its exit code.
  const code = exitCodeFor(
    {
      schema: 'perf-harness/report@1',
      runs: [record],
      rankings: [],
      findings: [],
      verdict: 'fail',
    },
    { strict: false },
  );
  if (code === EXIT.tool) return 'tool';
  return code === EXIT.blocked ? 'blocked' : 'failed';
}

function reasonOf({ state, trials, findings }: RunRecord): string {
  if (state === 'interrupted') return 'the run was interrupted before it reached a verdict';
  const failed = trials.findLast((trial) => trial.state === 'failed');
  if (failed?.state === 'failed') return failed.failure.message;
  const error = findings.find(({ level }) => level === 'error');
  return error?.message ?? 'the scenario could not be measured';
}
