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
import {
  buildsPages,
  findBuildCandidates,
  findPageCandidates,
} from './scenario-candidates/page-candidates.ts';
import { findRecordedCallCandidates } from './scenario-candidates/recorded-call-candidate.ts';
import type {
  CandidateKind,
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
import { tryScenarioAfterBuild } from './try/try-scenario-after-build.ts';

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

interface FoundCandidate {
  readonly kind: CandidateKind;
  readonly candidate: ScenarioCandidate;
}

/** A candidate that did not work. */
export interface FailedCandidate {
  readonly about: string;
  readonly problem: string;
}

/** Scenarios that were found to work. */
interface WorkingScenarios {
  readonly first: FirstScenario;
  /** Observed results, a line each: "GET / answers 200 in 1.2 ms". */
  readonly saw: string;
}

type FoundScenarios =
  | { readonly type: 'found'; readonly works: readonly [WorkingScenarios, ...WorkingScenarios[]] }
  | { readonly type: 'nothing'; readonly setbacks: readonly FailedCandidate[] };

/** Files of the found scenarios, without their extension. */
export const FILES = ['scenarios/first', 'scenarios/second'] as const;
/** Number of scenarios after which no other kind of candidate is tried. */
const ENOUGH_SCENARIOS = 2;

/** Tries the candidates in order, reports each result, and returns the first that work. */
export async function findWorkingScenarioCandidate(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<FoundScenarios> {
  const found = await tryEach(project, ending, signal);
  const isBuilt =
    found.type === 'found' &&
    found.works.some(({ first }) => first.type === 'file' || first.prepare !== null);
  // A build made for failed candidates is useless.
  if (!isBuilt) project.build?.discard();
  return found;
}

async function tryEach(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): Promise<FoundScenarios> {
  const { terminal } = project.host;
  const works: WorkingScenarios[] = [];
  const setbacks: FailedCandidate[] = [];
  const kinds = new Set<CandidateKind>();
  let scenarios = 0;
  for await (const { kind, candidate } of findCandidates(project, ending, signal)) {
    const { about, plan } = candidate;
    if (signal.aborted || scenarios >= ENOUGH_SCENARIOS || works.length === FILES.length) break;
    if (!isWanted(kind, kinds, project)) continue;
    if (project.limit.signal.aborted) {
      terminal.err('stopping after two minutes; perf-harness init --list shows all candidates\n');
      break;
    }
    terminal.err(`trying ${about} …\n`);
    const planned = await plan(signal);
    const tried =
      planned.type === 'ready'
        ? await tryScenarioAfterBuild(project, planned.first, ending, signal)
        : planned;
    if (tried.type !== 'failed' && planned.type !== 'failed') {
      const first = await builtOnEachSide(project, planned.first, tried.loaded, signal);
      const others = first.type === 'text' ? first.others : [];
      works.push({ first, saw: [tried.saw, ...others].join('\n') });
      kinds.add(kind);
      scenarios += tried.scenarios;
    }
    if (signal.aborted) break;
    if (tried.type === 'failed') {
      terminal.err(`  no: ${tried.problem}\n`);
      setbacks.push({ about, problem: tried.problem });
    }
  }
  const [best, ...others] = works;
  return best === undefined
    ? { type: 'nothing', setbacks }
    : { type: 'found', works: [best, ...others] };
}

/** @param found - Kinds of which there is a scenario already. */
function isWanted(
  kind: CandidateKind,
  found: ReadonlySet<CandidateKind>,
  project: InspectedProject,
): boolean {
  switch (kind) {
    case 'benchmarks':
      return true;
    case 'build':
      // Those who write an application wait for its build, those who use a library do not.
      return found.size === 0 ? buildsPages(project) : found.has('server') || found.has('page');
    case 'load':
      return found.size === 0;
    default:
      return !found.has(kind);
  }
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
  for await (const { candidate } of findCandidates(project, ending, signal)) {
    const { about, list } = candidate;
    if (signal.aborted) break;
    if (list === undefined) listed.push({ about, share: null, timeMs: null, problem: null });
    else listed.push(...(await list(signal)));
  }
  return listed;
}

/**
 * Yields candidates for the first measurement of a project, best first: existing benchmarks,
 * exported functions by the time that they take in the tests, commands with an input of the
 * repository, servers, pages, the build of pages, the load of the package. Later candidates are
 * searched only when requested.
 */
async function* findCandidates(
  project: InspectedProject,
  ending: ScenarioExtension,
  signal: AbortSignal,
): AsyncGenerator<FoundCandidate> {
  const tests = await createTestObserver(project);
  const observed = async (): Promise<Extract<ObservedTests, { type: 'observed' }> | null> => {
    const result = (await tests?.observe(signal)) ?? null;
    return result?.type === 'observed' ? result : null;
  };
  const servers = findServerCommands(project, async () => (await observed())?.requestedPaths ?? []);
  const started = async () => (hasCommands(project) ? ((await observed())?.programs ?? []) : []);
  const searches: readonly (readonly [
    CandidateKind,
    () => readonly ScenarioCandidate[] | Promise<readonly ScenarioCandidate[]>,
  ])[] = [
    ['benchmarks', () => findBenchmarkCandidates(project, servers)],
    ['functions', () => findRecordedCallCandidates(project, tests, ending)],
    ['commands', async () => findCommandCandidates(project, await started(), ending)],
    ['server', () => createServerCandidates(servers)],
    ['page', () => findPageCandidates(project, servers)],
    ['build', () => findBuildCandidates(project)],
    ['load', () => findModuleLoadCandidates(project)],
  ];
  let isEmpty = true;
  for (const [kind, search] of searches) {
    for (const candidate of await search()) {
      isEmpty = false;
      yield { kind, candidate };
    }
  }
  if (isEmpty) yield { kind: 'load', candidate: createFallbackCandidate() };
}
