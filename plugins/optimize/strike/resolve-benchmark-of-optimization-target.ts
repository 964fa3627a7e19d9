import { type Host, measure } from 'perf-harness/plugin';
import type { MeasuredTarget } from './compare-project-folder-performance.ts';
import type { StrikePlan } from './plan-execution-types.ts';

/** Folder of a target's generated script, which exists in the loop's own tree only. */
const GENERATED = '.optimization/';

/**
 * Returns what to measure to judge whether a plan improved its target: the scenario or command that
 * it is about, and nothing else of the project. A place in the code is measured by the command that
 * it was profiled with, if a worktree has it; else by the scenarios of the project.
 * @throws UserError if the target is not in the project.
 */
export async function resolveMeasuredTarget(
  host: Host,
  plan: Pick<StrikePlan, 'problem_statement' | 'performance_map'>,
  { root, primary }: { readonly root: string; readonly primary: string },
): Promise<MeasuredTarget> {
  const target = plan.problem_statement?.target;
  if (target === undefined) return { primary };
  const resolved = await measure.resolveTarget(host, { root, target });
  switch (resolved.kind) {
    case 'scenario':
      return { primary, targets: [resolved.name] };
    case 'command':
      return { primary, command: resolved.argv };
    case 'code': {
      const command = plan.performance_map.test_command ?? null;
      return command === null || command.includes(GENERATED)
        ? { primary }
        : { primary, command: host.platform.programs.shell(command) };
    }
  }
}
