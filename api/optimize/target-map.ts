import { isAbsolute, relative } from 'node:path';
import { concludeWrongTool } from '../../harness/gate/wrong-tool/judge-wrong-tool.ts';
import type { Host } from '../../harness/host.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Waiver, WrongToolJudgement } from '../../harness/model/program/wrong-tool.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { SEED_LIMIT } from '../../harness/sampling/seed-limit.ts';
import { type Config, loadConfig } from '../../harness/scenario/config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-scenarios.ts';
import { USUAL_DEPTH } from '../../options/profile.ts';
import { drawSeed } from '../../options/values/seed.ts';
import { resolveEntryPoint } from '../../project/discover/entry-point.ts';
import { resolveTestCommands } from '../../project/discover/resolve-test-commands.ts';
import { profileScenario } from '../profile/profile-scenario.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import { onlyScenario } from '../project/only-scenario.ts';
import { openSession } from '../project/open-session.ts';
import { scenarioOfRoute } from './scenario-of-route.ts';

/** What is to be made faster, and how it is named. */
export interface TargetRequest {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** A scenario's name or file, `file::symbol`, a route, or a command line. */
  readonly target: string;
  /** Names the folder of the script that is made where nothing exercises the target yet. */
  readonly slug: string;
  readonly signal: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What a target turned out to be. */
export type TargetResolution =
  /** Its name, and what `targets` of a run would hold. */
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'code'; readonly location: string | null; readonly route: string | null }
  | { readonly kind: 'command'; readonly argv: readonly string[] };

/** Schemes, methods and paths are told from words; a program name holds none of these. */
const PROGRAM = /^[\w.@+-]+$/u;

/** How a unit says that its command came to an end with the wrong code; what else went wrong is no test that fails. */
const EXITED = / ended with exit code \d/u;

/** @throws UserError where nothing of that name is in the project. */
export async function resolveTarget(
  host: Host,
  { root, target }: Pick<TargetRequest, 'root' | 'target'>,
): Promise<TargetResolution> {
  const scenario =
    (await scenarioNamed(host, root, target)) ?? (await scenarioOfRoute(host, root, target));
  if (scenario !== null) return { kind: 'scenario', name: scenario };
  const argv = commandLine(target);
  if (argv !== null) return { kind: 'command', argv };
  try {
    const { file, route } = resolveEntryPoint(host.files, root, target);
    const location = file !== null && isAbsolute(file) ? relative(root, file) : file;
    return { kind: 'code', location, route };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError({
      code: 'target-not-found',
      message: `cannot find ${target} in codebase`,
      remedy:
        'Name a scenario, `path/from/the/root.ts::function`, the route of an endpoint, or a command in quotes.',
      exitCode: EXIT.blocked,
      cause: error,
    });
  }
}

/** Its time, step by step. @throws UserError where it cannot be traced. */
export async function mapTarget(host: Host, request: TargetRequest): Promise<PerformanceMap> {
  const { root, target, signal, onProgress = () => undefined } = request;
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  const session = openSession(inside, { label: 'perf-harness optimize', signal, onProgress });
  try {
    const { scenario, isTest } = await scenarioOfTarget(inside, config, request);
    const { map, findings } = await profileScenario(inside, config, scenario, {
      ...USUAL_DEPTH,
      seed: drawSeed(SEED_LIMIT),
      session,
      signal,
      onProgress,
      onProfile: () => undefined,
    });
    if (map !== null && map !== undefined) return map;
    signal.throwIfAborted();
    const reason = findings.find(({ level }) => level === 'error')?.message;
    if (isTest && reason !== undefined && EXITED.test(reason)) throw testFails(reason);
    throw new UserError({
      code: 'target-not-traced',
      message: `cannot identify code path for ${target}`,
      remedy: reason ?? 'Look what `perf-harness profile` says of it.',
      exitCode: EXIT.blocked,
    });
  } finally {
    session.close();
  }
}

/**
 * What is measured of a target, and whether it is a test of the project.
 * @throws UserError where it is not there, or several are meant.
 */
export async function scenarioOfTarget(
  host: Host,
  config: Config,
  request: TargetRequest,
): Promise<{ readonly scenario: Scenario; readonly isTest: boolean }> {
  const { wanted, isTest } = wantedFor(host, request, await resolveTarget(host, request));
  const scenarios = await findScenarios(host, config, wanted);
  return { scenario: onlyScenario(scenarios, 'optimize is about'), isTest };
}

/** null: the machine was at its limit through its load generator. @throws UserError for a waiver without a reason. */
export function judgeMap(
  { wrong_tool: judged }: PerformanceMap,
  cycle: number,
  waiver: Waiver | null,
): WrongToolJudgement | null {
  if (judged === null) return null;
  const { indicators, concerns } = judged;
  return {
    cycle,
    indicators,
    concerns,
    ...concludeWrongTool(indicators, concerns.length, waiver, cycle),
  };
}

async function scenarioNamed(host: Host, root: string, target: string): Promise<string | null> {
  if (target.includes('::')) return null;
  const inside = { ...host, cwd: root };
  const config: Config = await loadConfig(inside, root);
  try {
    const found = await findScenarios(inside, config, { ...EVERY_SCENARIO, targets: [target] });
    return found.length === 1 ? (found[0]?.name ?? null) : null;
  } catch (error) {
    // Whatever is wrong with it as a scenario, it may still be a place in the code.
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Several words that begin with a program; a route with its method is none. */
function commandLine(target: string): readonly string[] | null {
  const words = target.trim().split(/\s+/u);
  const [program = '', next = ''] = words;
  if (words.length < 2 || !PROGRAM.test(program)) return null;
  return /^[A-Z]+$/u.test(program) && next.startsWith('/') ? null : words;
}

/** P811-12: what fails before anything was changed is not to be profiled. */
function testFails(reason: string): UserError {
  return new UserError({
    code: 'test-fails',
    message: 'test fails before profiling — fix test first',
    remedy: reason,
    exitCode: EXIT.blocked,
  });
}

/** What is to be run, and whether it is a test of the project that exercises the target. */
function wantedFor(host: Host, request: TargetRequest, resolved: TargetResolution) {
  if (resolved.kind === 'scenario') {
    return { wanted: { ...EVERY_SCENARIO, targets: [resolved.name] }, isTest: false };
  }
  if (resolved.kind === 'command') {
    return { wanted: { ...EVERY_SCENARIO, command: resolved.argv }, isTest: false };
  }
  const entry = resolveEntryPoint(host.files, request.root, request.target);
  const { command, generated } = resolveTestCommands(host.files, request.root, entry, {
    slug: request.slug,
  });
  const argv = command.type === 'argv' ? command.argv : ['sh', '-c', command.text];
  return { wanted: { ...EVERY_SCENARIO, command: argv }, isTest: generated.length === 0 };
}
