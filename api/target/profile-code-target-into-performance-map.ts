import { concludeWrongTool } from '../../harness/gate/wrong-tool/judge-wrong-tool-indicators.ts';
import type { Host } from '../../harness/host.ts';
import { drawRandomSeed } from '../../harness/machine/draw-random-seed.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type {
  Waiver,
  WrongToolIndicator,
  WrongToolJudgement,
} from '../../harness/model/program/code-optimisation-suitability-judgement.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { SEED_LIMIT } from '../../harness/model/value/max-v8-random-seed.ts';
import { type Config, loadConfig } from '../../harness/scenario/project-config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { resolveEntryPoint } from '../../project/discover/resolve-code-entry-point.ts';
import { resolveEntryPointCommands } from '../../project/discover/resolve-entry-point-commands.ts';
import { DEFAULT_PROFILING_OPTIONS, type ProfilingOptions } from '../observe/profiling-options.ts';
import { profileScenario } from '../profile/profile-scenario.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import { withMeasurementSession } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { requireSingleScenario } from '../project/require-single-scenario.ts';
import {
  resolveTarget,
  type TargetRequest,
  type TargetResolution,
} from './resolve-target-to-scenario-code-or-command.ts';

/** Message of a wrong exit code of a trial's command; only this failure means a failed test. */
const EXITED = / exited with code \d/u;

/** Profiles a target and returns its performance map. @throws UserError if it cannot be traced. */
export async function mapTarget(host: Host, request: TargetRequest): Promise<PerformanceMap> {
  const { root } = request;
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  const found = (): Promise<TargetScenario> => findTargetScenario(inside, config, request);
  return (await profileIntoMap(inside, config, request, found)).map;
}

/** Scenario that measures a target. */
interface TargetScenario {
  readonly scenario: Scenario;
  /** True if it is a test of the project. */
  readonly isTest: boolean;
}

/** A profile with its performance map. */
type MappedProfile = ProfileReport & { readonly map: PerformanceMap };

/** Profiles a scenario under the measurement lock. @throws UserError if it cannot be traced. */
export async function profileIntoMap(
  host: Host,
  config: Config,
  {
    target,
    purpose,
    signal,
    onProgress = () => undefined,
  }: Pick<TargetRequest, 'target' | 'purpose' | 'signal' | 'onProgress'>,
  findScenario: () => Promise<TargetScenario>,
  options: ProfilingOptions = DEFAULT_PROFILING_OPTIONS,
): Promise<MappedProfile> {
  const watching = { label: `perf-harness ${purpose}`, signal, onProgress };
  return withMeasurementSession(host, watching, async (session) => {
    const { scenario, isTest } = await findScenario();
    const depth = { ...options, seed: drawRandomSeed(SEED_LIMIT) };
    const measuring = { session, signal, onProgress };
    const profile = await profileScenario(host, config, scenario, { ...depth, ...measuring });
    const { map, findings } = profile;
    if (map !== undefined) return { ...profile, map };
    signal.throwIfAborted();
    const reason = findings.find(({ level }) => level === 'error')?.message;
    if (isTest && reason !== undefined && EXITED.test(reason)) throw testFails(reason);
    throw new UserError({
      code: 'target-not-traced',
      message: `cannot identify code path for ${target}`,
      remedy: reason ?? 'Run `perf-harness profile` on the target to find the cause.',
      exitCode: EXIT.blocked,
    });
  });
}

/**
 * Returns the scenario that measures a target, and whether it is a test of the project.
 * @throws UserError if the target does not exist or is ambiguous.
 */
export async function findTargetScenario(
  host: Host,
  config: Config,
  request: TargetRequest,
): Promise<TargetScenario> {
  const { wanted, isTest } = wantedFor(host, request, await resolveTarget(host, request));
  const scenarios = await findScenarios(host, config, wanted);
  return { scenario: requireSingleScenario(scenarios, `${request.purpose} takes`), isTest };
}

/** null: the machine was at its limit through its load generator. @throws UserError for a waiver without a reason. */
export function judgeTargetMap(
  { wrong_tool: judged }: PerformanceMap,
  cycle: number,
  waiver: Waiver | null,
  refuted: readonly WrongToolIndicator[],
): WrongToolJudgement | null {
  if (judged === null) return null;
  const { concerns } = judged;
  const indicators = judged.indicators.filter(({ id }) => !refuted.includes(id));
  return {
    cycle,
    indicators,
    concerns,
    ...concludeWrongTool(indicators, concerns.length, waiver, cycle),
  };
}

/** P811-12: a test that fails before any change must not be profiled. */
function testFails(reason: string): UserError {
  return new UserError({
    code: 'test-fails',
    message: 'test fails before profiling — fix test first',
    remedy: reason,
    exitCode: EXIT.blocked,
  });
}

/** Returns a target's scenario request, and whether it runs a project test of the target. */
function wantedFor(host: Host, request: TargetRequest, resolved: TargetResolution) {
  if (resolved.kind === 'scenario') {
    return { wanted: { ...EVERY_SCENARIO, targets: [resolved.name] }, isTest: false };
  }
  if (resolved.kind === 'command') {
    return { wanted: { ...EVERY_SCENARIO, command: resolved.argv }, isTest: false };
  }
  const entry = resolveEntryPoint(host.files, request.root, request.target);
  const { command, generated } = resolveEntryPointCommands(host.files, request.root, entry, {
    folder: request.scriptFolder,
  });
  const argv = command.type === 'argv' ? command.argv : host.platform.programs.shell(command.text);
  return { wanted: { ...EVERY_SCENARIO, command: argv }, isTest: generated.length === 0 };
}
