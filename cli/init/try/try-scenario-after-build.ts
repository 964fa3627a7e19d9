import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import type { FirstScenario } from '../scenario-candidates/scenario-candidate.ts';
import { isBuildOutputMissing } from './diagnose-scenario-failure.ts';
import { type ScenarioTryResult, tryScenario } from './verify-scenario-by-quick-run.ts';

/** Tries a scenario, and once more after a build if a file of the project needs its output. */
export async function tryScenarioAfterBuild(
  project: InspectedProject,
  first: FirstScenario,
  extension: string,
  signal: AbortSignal,
): Promise<ScenarioTryResult> {
  const tried = await tryScenario(project, first, extension, signal);
  const needsBuild = tried.type === 'failed' && isBuildOutputMissing(tried.problem);
  if (!needsBuild || project.build === null) return tried;
  const problem = await project.build.run(signal);
  return problem === null
    ? tryScenario(project, first, extension, signal)
    : { type: 'failed', problem };
}
