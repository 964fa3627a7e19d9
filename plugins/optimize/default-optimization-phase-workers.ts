import { join } from 'node:path';
import { type Host, measure, processes, UserError } from 'perf-harness/plugin';
import { findLocalFindings, readCode } from '../analysis/index.ts';
import type { GeneratorContext, HypothesisGenerator } from './document/optimization-hypothesis.ts';
import { combineGenerators } from './generators/combine-hypothesis-generators.ts';
import { createCommandGenerator } from './generators/external-program-hypothesis-generator.ts';
import { resolveProposingProgram } from './generators/external-program-settings.ts';
import { flatSteps } from './generators/functions-on-bottleneck-path.ts';
import type { AnswerStore } from './generators/run-external-program.ts';
import {
  type DescribeCalls,
  type ObserveCalls,
  observeBottleneckCalls,
  observeModuleCalls,
} from './observe-calls-of-optimization-target.ts';
import { WorkerFailure } from './phase-result-schemas.ts';
import type {
  GateRequest,
  GenerateRequest,
  IsolatedRequest,
  Workers,
} from './phase-worker-interfaces.ts';

/** Error codes whose messages already state what is wrong with the target. */
const SAID = new Set(['target-not-traced', 'test-fails']);

interface DefaultWorkersRequest {
  readonly host: Host;
  /** Built-in generator. */
  readonly generator: HypothesisGenerator;
  readonly launch: processes.Launch;
  /** Generators of other plugins. Default: none. */
  readonly others?: () => Promise<readonly HypothesisGenerator[]>;
  /** For programs that propose. Default: they hear of no calls. */
  readonly tellCalls?: DescribeCalls;
  /** Call observations for built-in generators. Default: none. */
  readonly observeCalls?: ObserveCalls;
}

/** The core profiles and judges, a plugin proposes, own processes check and carry out the plan. */
export function createDefaultWorkers(request: DefaultWorkersRequest): Workers {
  const { host, launch } = request;
  return {
    profile: ({ root, slug, problem, signal }) =>
      measure
        .mapTarget(host, {
          root,
          target: problem.target,
          scriptFolder: `.optimization/${slug}`,
          purpose: 'optimize',
          signal,
        })
        .catch((error: unknown) => {
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
      const context = await contextOf(request, asked);
      const captured_calls = await callsFor(request, asked);
      const generator = await generatorOf(request, asked);
      return generator.generate({ ...context, captured_calls });
    },
    validate: (asked) => runIsolatedWorker(host, launch, 'validate', asked, asked.settings),
    execute: (asked) => runIsolatedWorker(host, launch, 'execute', asked, asked.settings),
  };
}

/**
 * Judges a map. Before a first change was tried, nothing shows that the code is already optimized:
 * the hypotheses that a map dismissed are those that came to mind, and a known gain of a factor of
 * 32 was once refused so. Later, code that the built-in generator can still change is not either.
 */
async function judge(
  request: DefaultWorkersRequest,
  { map, cycle, waiver, changes }: GateRequest,
): Promise<measure.WrongToolJudgement | null> {
  if (cycle === 1) return measure.judgeMap(map, cycle, waiver, ['already_optimized']);
  const judged = await measure.judgeMap(map, cycle, waiver);
  const saysOptimal = judged?.indicators.some(({ id }) => id === 'already_optimized');
  if (!saysOptimal || !changes.programs.built_in) return judged;
  const { hypotheses } = await request.generator.generate(await contextOf(request, changes));
  if (hypotheses.every(({ apply }) => apply === null)) return judged;
  return measure.judgeMap(map, cycle, waiver, ['already_optimized']);
}

async function contextOf(
  { host, observeCalls }: DefaultWorkersRequest,
  asked: GenerateRequest,
): Promise<GeneratorContext> {
  const { root, map, exclude, tried = [], accept = 'checked', signal } = asked;
  const facts = await readCode(host, root, { signal });
  const places = flatSteps(map.steps).flatMap(({ location }) => location ?? []);
  const found = await findLocalFindings(host, facts, places, signal);
  return {
    root,
    map,
    exclude,
    tried,
    accept,
    signal,
    local_findings: found,
    ...(observeCalls !== undefined && {
      observe: (files) => observeModuleCalls(host, observeCalls, asked, files),
    }),
  };
}

/**
 * Returns observed calls for external programs, and nothing if none would be started; the built-in
 * generator reads the code instead.
 */
async function callsFor(
  { host, tellCalls }: DefaultWorkersRequest,
  asked: GenerateRequest,
): Promise<readonly string[]> {
  const { generators, replay } = asked.programs;
  if (tellCalls === undefined || generators.length === 0 || replay !== null) return [];
  return observeBottleneckCalls(host, tellCalls, asked);
}

/** Combines the built-in generator, generators of other plugins, and programs of the user. */
async function generatorOf(
  { host, generator, launch, others = async () => [] }: DefaultWorkersRequest,
  { cycle, programs, recordings }: GenerateRequest,
): Promise<HypothesisGenerator> {
  const { built_in: isBuiltIn, generators, replay } = programs;
  const turn = `cycle-${cycle}-generator`;
  const recording: AnswerStore =
    replay === null
      ? { folder: recordings, mode: 'record', turn }
      : { folder: replay, mode: 'replay', turn };
  const all = [
    ...(isBuiltIn ? [generator] : []),
    ...(await others()),
    ...generators.map((generator) =>
      createCommandGenerator({ ...resolveProposingProgram(generator, launch), recording, host }),
    ),
  ];
  const [only, ...rest] = all;
  if (only !== undefined && rest.length === 0) return only;
  return combineGenerators(all, (root, path) => host.files.isFile(join(root, path)));
}

type WorkerKind = 'validate' | 'execute';

const NAMES: Readonly<Record<WorkerKind, string>> = {
  validate: 'The plan check',
  execute: 'The executor',
};
const MINUTE_MS = 60_000;

/**
 * Runs a worker in a process of its own, which receives the slug and the context file and nothing
 * else of the run (OPT-56).
 * @param settings - Options of the worker, as flags.
 * @returns Its answer, unchanged.
 * @throws WorkerFailure if it took too long, or gave no answer.
 */
export async function runIsolatedWorker(
  host: Host,
  launch: processes.Launch,
  kind: WorkerKind,
  request: IsolatedRequest,
  settings: readonly string[] = [],
): Promise<unknown> {
  const { slug, contextFile, root, timeoutMs, signal } = request;
  const args = ['optimize-worker', kind, slug, contextFile, ...settings];
  const limits = { cwd: root, timeoutMs, signal };
  const end = await processes.runOwnProcess(host, launch, args, limits);
  if (end.type === 'answered') return end.answer;
  if (end.type === 'timed-out') {
    const minutes = Number((timeoutMs / MINUTE_MS).toPrecision(2));
    throw new WorkerFailure(`${NAMES[kind]} took longer than ${minutes} min and was terminated`);
  }
  const { words } = end;
  throw new WorkerFailure(`${NAMES[kind]} returned no answer${words === '' ? '' : `: ${words}`}`);
}
