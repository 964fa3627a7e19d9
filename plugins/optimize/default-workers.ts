import {
  findLocally,
  type Host,
  type HypothesisGenerator,
  judgeMap,
  mapTarget,
  readProjectCode,
  type Step,
  UserError,
} from 'perf-harness';
import { type Launch, runWorker } from './worker-process.ts';
import type { Workers } from './workers.ts';

/** What the workers of the command line are made of. */
export interface DefaultWorkersRequest {
  readonly host: Host;
  readonly generator: HypothesisGenerator;
  readonly launch: Launch;
  /** Flags for the executor. */
  readonly executorSettings: readonly string[];
}

/**
 * The core profiles and judges, a plugin proposes, and the plan is checked and carried out by
 * processes of their own.
 */
export function defaultWorkers(request: DefaultWorkersRequest): Workers {
  const { host, generator, launch, executorSettings } = request;
  return {
    profile: ({ root, slug, problem, signal }) =>
      mapTarget(host, { root, target: problem.target, slug, signal }).catch((error: unknown) => {
        if (!(error instanceof UserError) || error.code === 'target-not-traced') throw error;
        throw new UserError({
          code: 'target-not-traced',
          message: `cannot identify code path for ${problem.target}: ${error.message}`,
          ...(error.remedy !== undefined && { remedy: error.remedy }),
          cause: error,
        });
      }),
    gate: ({ map, cycle, waiver }) => judgeMap(map, cycle, waiver),
    generate: async (context) => {
      const { root, map, signal } = context;
      const facts = await readProjectCode(host, root, { signal });
      const places = allSteps(map.steps).flatMap(({ location }) => location ?? []);
      const found = await findLocally(host, facts, places, signal);
      return generator.generate({ ...context, local_findings: found });
    },
    validate: (asked) => runWorker(host, launch, 'validate', asked),
    execute: (asked) => runWorker(host, launch, 'execute', asked, executorSettings),
  };
}

function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...allSteps(step.children)]);
}
