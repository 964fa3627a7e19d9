import { relative } from 'node:path';
import type { ObservedTests } from '../../api/instrument/observed-tests.ts';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import { splitNulSeparated, tryGit } from '../../harness/snapshot/git/run-git.ts';
import type { InspectedProject } from './inspect-project-for-scenarios.ts';
import { findBenchmarkCandidates } from './scenario-candidates/benchmark-candidates.ts';
import { findCommandCandidates, hasCommands } from './scenario-candidates/command-candidates.ts';
import {
  createFallbackCandidate,
  findModuleLoadCandidates,
} from './scenario-candidates/package-candidates.ts';
import { findRecordedCallCandidates } from './scenario-candidates/recorded-call-candidate.ts';
import type {
  FirstScenario,
  ListedCandidate,
  ScenarioCandidate,
} from './scenario-candidates/scenario-candidate.ts';
import {
  createServerCandidates,
  findServerCommands,
} from './scenario-candidates/server-candidates.ts';
import type { ScenarioExtension } from './scenario-file-extension.ts';
import { createTestObserver } from './test-observer.ts';
import { isBuildOutputMissing } from './try/diagnose-scenario-failure.ts';
import { type ScenarioTryResult, tryScenario } from './try/verify-scenario-by-quick-run.ts';

/** Files of package managers, and the scenario being tried. */
const IS_NO_OUTPUT = /(?:^|\/)(?:node_modules|\.yarn|\.pnp\.[^/]*|\.perf-harness)(?:\/|$)/u;
/** Folders written by builds, never by hand. */
const IS_BUILT = /(?:^|\/)(?:dist|build|out)\//u;

/**
 * Returns the loaded files of the project that a build has written: git ignores them, so a copy of
 * a commit lacks them, or they are in an output folder of builds. Paths are relative to the root,
 * with `/`.
 */
async function builtFiles(
  { host, root }: Pick<InspectedProject, 'host' | 'root'>,
  loaded: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const top = resolveRealPath(root) ?? root;
  const own = loaded
    .filter((path) => relativePathInside(top, path) !== null)
    .map((path) => toPosixPath(relative(top, path)))
    .filter((path) => !IS_NO_OUTPUT.test(path));
  if (own.length === 0) return [];
  const ignored = new Set(await ignoredAmong(host, top, own, signal));
  return own.filter((path) => ignored.has(path) || IS_BUILT.test(path));
}

async function ignoredAmong(
  host: InspectedProject['host'],
  cwd: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Without git or a repository, no path is known to be ignored.
  const stdin = paths.map((path) => `${path}\0`).join('');
  const args = ['check-ignore', '-z', '--stdin'];
  const checked = await tryGit(host, args, { cwd, stdin, signal }).catch(() => null);
  return checked?.exit.type === 'code' && checked.exit.code === 0
    ? splitNulSeparated(checked.stdout)
    : [];
}

/** A candidate that did not work. */
export interface FailedCandidate {
  readonly about: string;
  readonly problem: string;
}

type FirstThatWorks =
  | {
      readonly type: 'found';
      readonly first: FirstScenario;
      /** Observed result: "GET / answers 200 in 1.2 ms". */
      readonly saw: string;
    }
  | { readonly type: 'nothing'; readonly setbacks: readonly FailedCandidate[] };

/** Tries the candidates in order, reports each result, and returns the first that works. */
export async function findWorkingScenarioCandidate(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<FirstThatWorks> {
  const found = await tryEach(project, ending, signal);
  const isBuilt =
    found.type === 'found' && (found.first.type === 'file' || found.first.prepare !== null);
  // A build made for failed candidates is useless.
  if (!isBuilt) project.build?.discard();
  return found;
}

async function tryEach(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<FirstThatWorks> {
  const { terminal } = project.host;
  const setbacks: FailedCandidate[] = [];
  for await (const { about, plan } of findCandidates(project, ending, signal)) {
    if (signal.aborted) break;
    if (project.limit.signal.aborted) {
      terminal.err('stopping after two minutes; perf-harness init --list shows all candidates\n');
      break;
    }
    terminal.err(`trying ${about} …\n`);
    const planned = await plan(signal);
    const tried =
      planned.type === 'ready' ? await tryBuilt(project, planned.first, ending, signal) : planned;
    if (tried.type !== 'failed' && planned.type !== 'failed') {
      const first = await builtOnEachSide(project, planned.first, tried.loaded, signal);
      return { type: 'found', first, saw: tried.saw };
    }
    if (signal.aborted) break;
    if (tried.type === 'failed') {
      terminal.err(`  no: ${tried.problem}\n`);
      setbacks.push({ about, problem: tried.problem });
    }
  }
  return { type: 'nothing', setbacks };
}

/** Tries a scenario, and once more after a build if a file of the project needs its output. */
async function tryBuilt(
  project: InspectedProject,
  first: FirstScenario,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<ScenarioTryResult> {
  const tried = await tryScenario(project, first, ending, signal);
  const needsBuild =
    first.type === 'file' && tried.type === 'failed' && isBuildOutputMissing(tried.problem);
  if (!needsBuild || project.build === null) return tried;
  const problem = await project.build.run(signal);
  return problem === null
    ? tryScenario(project, first, ending, signal)
    : { type: 'failed', problem };
}

/**
 * Adds the build command to a scenario that loads built files: an earlier build is reused here, but
 * another commit must be built first.
 */
async function builtOnEachSide(
  project: InspectedProject,
  first: FirstScenario,
  loaded: readonly string[],
  signal: AbortSignal,
): Promise<FirstScenario> {
  if (first.type === 'text' && first.prepare !== null) return first;
  const [built, ...others] = await builtFiles(project, loaded, signal);
  if (built === undefined) return first;
  if (first.type === 'text' && project.build !== null) {
    return { ...first, prepare: project.build.command };
  }
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  project.host.terminal.err(
    `  it loads the build output ${built}${more}; to compare it with another commit, set the build command as \`prepare\` in the scenario\n`,
  );
  return first;
}

/** Lists all candidates; of those that need no measurement, the tests are run. */
export async function listScenarioCandidates(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<readonly ListedCandidate[]> {
  const listed: ListedCandidate[] = [];
  for await (const { about, list } of findCandidates(project, ending, signal)) {
    if (signal.aborted) break;
    if (list === undefined) listed.push({ about, share: null, timeMs: null, problem: null });
    else listed.push(...(await list(signal)));
  }
  return listed;
}

/**
 * Yields candidates for the first measurement of a project, best first: existing benchmarks,
 * exported functions by the time that they take in the tests, commands with an input of the
 * repository, servers, the load of the package. Later candidates are searched only when requested.
 */
async function* findCandidates(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): AsyncGenerator<ScenarioCandidate> {
  const tests = await createTestObserver(project);
  const observed = async (): Promise<Extract<ObservedTests, { type: 'observed' }> | null> => {
    const result = (await tests?.observe(signal)) ?? null;
    return result?.type === 'observed' ? result : null;
  };
  const servers = findServerCommands(project, async () => (await observed())?.requestedPaths ?? []);
  const benchmarks = findBenchmarkCandidates(project, servers);
  yield* benchmarks;
  const recorded = findRecordedCallCandidates(project, tests, ending);
  yield* recorded;
  const started = hasCommands(project) ? ((await observed())?.programs ?? []) : [];
  const commands = findCommandCandidates(project, started);
  yield* commands;
  const served = createServerCandidates(servers);
  yield* served;
  const loads = findModuleLoadCandidates(project);
  yield* loads;
  const all = [benchmarks, recorded, commands, served, loads];
  if (all.every((some) => some.length === 0)) yield createFallbackCandidate();
}
