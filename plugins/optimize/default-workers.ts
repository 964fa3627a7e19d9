import { join } from 'node:path';
import {
  findLocally,
  type Host,
  type HypothesisGenerator,
  judgeMap,
  mapTarget,
  readProjectCode,
  type Step,
  UserError,
  type WrongToolJudgement,
} from 'perf-harness';
import { combineGenerators } from '../hypotheses/combine-generators.ts';
import { commandGenerator } from '../hypotheses/command-generator.ts';
import type { Recording } from '../hypotheses/external-program.ts';
import { proposingProgramOf } from '../hypotheses/program-settings.ts';
import { type Launch, runWorker } from './worker-process.ts';
import type { GateRequest, GenerateRequest, Workers } from './workers.ts';

/** Codes of errors that say already what is wrong with the target. */
const SAID = new Set(['target-not-traced', 'test-fails']);

/** What the workers of the command line are made of. */
export interface DefaultWorkersRequest {
  readonly host: Host;
  /** What is built in. */
  readonly generator: HypothesisGenerator;
  readonly launch: Launch;
}

/**
 * The core profiles and judges, a plugin proposes, and the plan is checked and carried out by
 * processes of their own.
 */
export function defaultWorkers(request: DefaultWorkersRequest): Workers {
  const { host, launch } = request;
  return {
    profile: ({ root, slug, problem, signal }) =>
      mapTarget(host, { root, target: problem.target, slug, signal }).catch((error: unknown) => {
        if (!(error instanceof UserError) || SAID.has(error.code)) throw error;
        throw new UserError({
          code: 'target-not-traced',
          message: `cannot identify code path for ${problem.target}: ${error.message}`,
          ...(error.remedy !== undefined && { remedy: error.remedy }),
          cause: error,
        });
      }),
    gate: (asked) => judge(request, asked),
    generate: async (asked) => {
      const { root, map, exclude, tried = [], accept = 'checked', signal } = asked;
      const facts = await readProjectCode(host, root, { signal });
      const places = allSteps(map.steps).flatMap(({ location }) => location ?? []);
      const found = await findLocally(host, facts, places, signal);
      const context = { root, map, exclude, tried, accept, signal, local_findings: found };
      return generatorOf(request, asked).generate(context);
    },
    validate: (asked) => runWorker(host, launch, 'validate', asked, asked.settings),
    execute: (asked) => runWorker(host, launch, 'execute', asked, asked.settings),
  };
}

/**
 * What the gate says. Code for which the catalogue knows a change is not optimal already, though no
 * suspicion was confirmed: that is asked only where the gate would end the loop for it.
 */
async function judge(
  { generator }: DefaultWorkersRequest,
  { map, cycle, waiver, root, exclude, signal }: GateRequest,
): Promise<WrongToolJudgement | null> {
  const judged = await judgeMap(map, cycle, waiver);
  const isDone = (one: { readonly id: string }) => one.id === 'already_optimized';
  if (judged?.verdict !== 'BLOCK' || map.wrong_tool === null) return judged;
  if (!judged.indicators.every(isDone)) return judged;
  const research = await generator.generate({
    ...{ root, map, exclude, signal, local_findings: [] },
    accept: 'checked',
  });
  const hasChange = research.hypotheses.some(({ apply }) => apply !== null);
  if (!hasChange) return judged;
  const wrong_tool = { ...map.wrong_tool, indicators: [] };
  return judgeMap({ ...map, wrong_tool, wrong_tool_indicators: [] }, cycle, waiver);
}

/** What is built in, and the programs of the user. */
function generatorOf(
  { host, generator, launch }: DefaultWorkersRequest,
  { cycle, programs, recordings }: GenerateRequest,
): HypothesisGenerator {
  const { built_in: isBuiltIn, generators, replay } = programs;
  const turn = `cycle-${cycle}-generator`;
  const recording: Recording =
    replay === null
      ? { folder: recordings, mode: 'record', turn }
      : { folder: replay, mode: 'replay', turn };
  const all = [
    ...(isBuiltIn ? [generator] : []),
    ...generators.map((one) =>
      commandGenerator({ ...proposingProgramOf(one, launch), recording, host }),
    ),
  ];
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) return only;
  return combineGenerators(all, (root, path) => host.files.isFile(join(root, path)));
}

function allSteps(steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step) => [step, ...allSteps(step.children)]);
}
