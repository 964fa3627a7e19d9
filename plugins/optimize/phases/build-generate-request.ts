import { listTriedChanges } from '../changes-tried-in-earlier-cycles.ts';
import { NO_PROGRAMS } from '../generators/external-program-settings.ts';
import type { RunState } from '../optimization-loop-state.ts';
import { resolveRecordingsFolder } from '../optimization-paths.ts';
import { readCycleResults, requireResult } from '../phase-result-schemas.ts';
import type { GenerateRequest, RunContext } from '../phase-worker-interfaces.ts';

/** Returns the generators' request: this cycle's map, and changes earlier cycles tried (OPT-47). */
export async function buildGenerateRequest(
  run: RunContext,
  state: RunState,
): Promise<GenerateRequest> {
  const { root } = await run.worktree();
  const map = requireResult(
    readCycleResults(run.host, run.paths, state.current_cycle).map(),
    'map',
  );
  const earlier = state.run.tried.filter(({ cycle }) => cycle < state.current_cycle);
  return {
    root,
    map,
    local_findings: [],
    signal: run.signal,
    exclude: [...new Set(earlier.map(({ key }) => key))],
    tried: listTriedChanges(run, state.current_cycle),
    cycle: state.current_cycle,
    target: state.run.problem?.target ?? null,
    testCommand: state.run.test_command,
    accept: state.run.mode.accept ?? 'checked',
    programs: state.run.mode.programs ?? NO_PROGRAMS,
    recordings: resolveRecordingsFolder(run.paths, state.run.started_at),
  };
}
