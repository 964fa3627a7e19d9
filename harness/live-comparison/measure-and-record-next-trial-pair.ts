import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Files } from '../host/file-operations.ts';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import type { PathMappings } from '../host/path-mappings.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Executor } from '../model/executor.ts';
import { addEnvironmentVariables } from '../model/scenario/add-scenario-environment-variables.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Failure, Trial, TrialPass } from '../model/trial.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import type { Random } from '../stats/seeded-random.ts';
import type { Stage } from './collect-paired-metric-values.ts';
import type { LiveContext, LiveOptions, LiveSide, LiveSides } from './live-comparison-context.ts';
import { measureTrialPair, type TrialPair } from './measure-trial-pair.ts';
import type { PairPlan } from './pair-measurement-plan.ts';
import { randomizeTrialPair } from './randomize-trial-pair.ts';
import { relocateScenarioPaths } from './relocate-scenario-paths.ts';
import { type ComparedScenario, INSTRUCTIONS } from './scenario-comparison-state.ts';

/** Everything that measuring the pairs of a live comparison needs. */
export interface PairContext {
  readonly sides: LiveSides;
  readonly services: LiveContext;
  readonly options: LiveOptions;
  /** Draws the order and the V8 seeds of each pair. */
  readonly random: Random;
  /** Deadline of the whole suite, excluding waits for other processes. Absent: no limit. */
  readonly endsAtMs?: number | undefined;
}

export interface PairKind {
  readonly stage: Stage;
  readonly warmup: boolean;
  /** Folder in which units list the files that they load; absent: they do not. */
  readonly trace?: string;
  readonly pass?: TrialPass;
  /** Time after which the pair is aborted, so that others get theirs, ms. Default: the suite's. */
  readonly limitMs?: number | undefined;
  /** Executor and plan of the pair. Default: the kind's executor and the scenario's plan. */
  readonly method?: PairMethod;
}

/** Executor and plan that replace the scenario's own. */
export interface PairMethod {
  readonly executor: Executor;
  readonly plan: PairPlan;
  /** Default: the scenario of the comparison. */
  readonly scenario?: Scenario;
  /** Slot of side a, where it is already fixed. Default: drawn at random. */
  readonly slotOfA?: 0 | 1;
}

/** Measures the next pair under the lock and records its trials; null: aborted while waiting. */
export async function measureNextTrialPair(
  subject: ComparedScenario,
  kind: PairKind,
  { sides, services, options, random, endsAtMs }: PairContext,
): Promise<TrialPair | null> {
  const { host, lock } = services;
  const { folder, signal } = options;
  const onProgress = (text: string): void =>
    services.onProgress({ type: 'unit-progress', scenario: subject.scenario.name, text });
  const { stage, warmup, pass, limitMs = Number.POSITIVE_INFINITY } = kind;
  const planned = { number: subject.pairs, stage, warmup, pass };
  const method: PairMethod = kind.method ?? subject;
  const { executor, plan, slotOfA } = method;
  const randomized = randomizeTrialPair(planned, random, previousSlotOfA(subject, pass));
  const pair = slotOfA === undefined ? randomized : { ...randomized, slotOfA };
  let measuringMs = 0;
  const measure = async (): Promise<TrialPair> => {
    const startedMs = host.clock.monotonicMs();
    const mappings = await sides.moveIntoSlots(pair.slotOfA);
    const relocate = (side: LiveSide, id: SideId): Scenario => {
      const scenario = relocateScenarioPaths(
        method.scenario ?? subject.scenario,
        mappings[id],
        side,
        host.env.PATH,
      );
      const { trace } = kind;
      if (trace === undefined) return scenario;
      return addEnvironmentVariables(scenario, (nodeOptions) =>
        sides.traceVariables(`${trace}-${id}`, nodeOptions),
      );
    };
    const scenarios = { a: relocate(sides.base, 'a'), b: relocate(sides.head, 'b') };
    const leftMs = (endsAtMs ?? Number.POSITIVE_INFINITY) - elapsedWithoutWaitsMs(host, lock);
    const deadlineMs = Math.min(startedMs + limitMs, host.clock.monotonicMs() + leftMs);
    const run = {
      folder,
      signal,
      onProgress,
      endsAtMs: Number.isFinite(deadlineMs) ? deadlineMs : undefined,
    };
    const measured = await measureTrialPair(host, { executor, scenarios, plan }, pair, run);
    subject.pathMappings = mappings;
    // Explained now, while the sides still lie in the folders that the failure names.
    const a = explainFileMissingOnBase(host, scenarios.a, measured, mappings);
    // Waiting for other processes does not count as the scenario's time.
    measuringMs = host.clock.monotonicMs() - startedMs;
    return { ...measured, a };
  };
  let trials: TrialPair;
  try {
    trials = await lock.hold(subject.scenario.name, measure, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
  subject.pairs += 1;
  subject.elapsedMs += measuringMs;
  for (const side of ['a', 'b'] as const) subject.trials[side].push(trials[side]);
  return trials;
}

/** Replaces the failure of a base that lacks a file of the head by one that names the file. */
function explainFileMissingOnBase(
  { files }: LiveContext['host'],
  scenario: Scenario,
  { a }: TrialPair,
  mappings: Readonly<Record<SideId, PathMappings>>,
): Trial {
  if (a.state !== 'failed') return a;
  const path = findFileMissingOnSide(files, scenario, a.failure, {
    failing: mappings.a,
    other: mappings.b,
  });
  if (path === null) return a;
  // The output is dropped: it names a temporary folder, and adds nothing.
  const failure: Failure = {
    reason: a.failure.reason,
    message: `the scenario needs ${path}, which exists in the head but not in the base; add carry: ['${path}'] to the configuration to copy it to the base`,
    remedy: 'Copy the file from the head, or compare with a commit that has it.',
  };
  return { ...a, failure };
}

/** Returns side a's slot in the previous instruction pair; null: none, or not such a pass. */
function previousSlotOfA({ trials }: ComparedScenario, pass: TrialPass | undefined): 0 | 1 | null {
  if (pass !== INSTRUCTIONS) return null;
  return trials.a.findLast((trial) => trial.pass === pass)?.slot ?? null;
}

/** Messages that name a missing file, of Node.js and its modules, esbuild, Python and shells. */
const MISSING_FILE_MESSAGES: readonly RegExp[] = [
  /Cannot find module '([^']+)'/u,
  /ENOENT: no such file or directory, \w+ '([^']+)'/u,
  /Could not resolve "([^"]+)"/u,
  /can't open file '([^']+)'/u,
  /([^\s:'"]+): (?:No such file or directory|not found)/u,
];
/** Part of a message that names the file with the failing import. */
const IMPORTER_MESSAGE = /(?:imported from |Require stack:\s*- )(\S+)/u;
/** Endings that an import may leave out or replace. */
const ENDINGS = [
  '',
  '.js',
  '.ts',
  '.mjs',
  '.mts',
  '.cjs',
  '.cts',
  '.json',
  '/index.js',
  '/index.ts',
];

interface SidePathMappings {
  readonly failing: PathMappings;
  readonly other: PathMappings;
}

/**
 * Returns the file that the failing side lacks and the other side has, relative to the project with
 * `/`; null for any other cause.
 */
export function findFileMissingOnSide(
  files: Pick<Files, 'isFile'>,
  { cwd }: Pick<Scenario, 'cwd'>,
  { message, output = '' }: Failure,
  { failing, other }: SidePathMappings,
): string | null {
  const text = `${message}\n${output}`;
  const missing = MISSING_FILE_MESSAGES.map((pattern) => pattern.exec(text)?.[1]).find(
    (match) => match !== undefined,
  );
  if (missing === undefined) return null;
  const [failingRoot, otherRoot] = [failing[0]?.[1], other[0]?.[1]];
  if (failingRoot === undefined || otherRoot === undefined) return null;
  const path = resolveReportedPath(missing, IMPORTER_MESSAGE.exec(text)?.[1], cwd);
  const inside = [resolveRealPath(failingRoot) ?? failingRoot, failingRoot]
    .map((root) => toPosixPath(relative(root, path)))
    .find((relativePath) => !relativePath.startsWith('../') && !isAbsolute(relativePath));
  if (inside === undefined || inside.split('/').includes('node_modules')) return null;
  const found = candidates(inside).find((candidate) => files.isFile(join(otherRoot, candidate)));
  return found === undefined || files.isFile(join(failingRoot, found)) ? null : found;
}

function resolveReportedPath(missing: string, importer: string | undefined, cwd: string): string {
  const path = missing.startsWith('file:') ? fileURLToPath(missing) : missing;
  if (isAbsolute(path)) return path;
  const from = path.startsWith('.') && importer !== undefined ? dirname(importer) : cwd;
  return resolve(from, path);
}

/** Returns the files that an import may mean; imports in TypeScript name a `.ts` file as `.js`. */
function candidates(path: string): readonly string[] {
  const source = path.replace(/\.([cm]?)js(x?)$/u, '.$1ts$2');
  return [...ENDINGS.map((ending) => path + ending), ...(source === path ? [] : [source])];
}
