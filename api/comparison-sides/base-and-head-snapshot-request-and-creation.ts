import { dirname, resolve } from 'node:path';
import type { SideRuntime } from '../../harness/host/process/compared-side-environment-variables.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import type { LiveSide, LiveSides } from '../../harness/live-comparison/live-comparison-context.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import type { ComparedSide } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import type { CommandLine, Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type {
  PrepareRequest,
  SnapshotRequest,
} from '../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../harness/snapshot/base-and-head-snapshots.ts';
import { readLoadedFiles, traceLoadedFiles } from '../../harness/snapshot/trace-loaded-files.ts';
import type { LiveSidesRequest } from './live-comparison-base-and-head-request.ts';
import type { LiveComparisonOptions } from './live-comparison-options.ts';
import type { ResolvedSideRuntime } from './resolve-node-runtimes-for-base-and-head.ts';

/** Signs of a pattern that names files, not a folder. */
const PATTERN = /[*?[\]{}]/u;

/**
 * Returns the paths of the head that serve both sides: the configured scenario folders with all
 * their contents. For a scenario elsewhere it is only its file, since the code under test lies next
 * to it.
 */
export function findScenarioPaths(
  scenarios: readonly Scenario[],
  { root, scenarios: configured }: Pick<Config, 'root' | 'scenarios'>,
): readonly string[] {
  const folders = configured
    .filter((entry) => !PATTERN.test(entry))
    .map((entry) => resolve(root, entry))
    // The project root itself is not a scenario folder.
    .filter((folder) => relativePathInside(folder, root) === null);
  const paths = scenarios.flatMap((scenario) => {
    const file = fileOf(scenario);
    if (file === null) return [];
    const isAmongScenarios = folders.some(
      (folder) => relativePathInside(folder, dirname(file)) !== null,
    );
    return [isAmongScenarios ? dirname(file) : file];
  });
  return [...new Set(paths)];
}

/** Benchmarks of other tools are scenario files too. */
function fileOf(scenario: Scenario): string | null {
  if (scenario.source !== null) return scenario.source.file;
  if (scenario.kind !== 'function' || scenario.body.type === 'scenario') return null;
  return scenario.body.file;
}

const TREE = { type: 'tree' } as const;

/** Returns the snapshots that a comparison needs. */
export function buildSnapshotRequest(
  config: Config,
  scenarios: readonly Scenario[],
  { sides, signal, onSnapshot }: Pick<LiveComparisonOptions, 'sides' | 'signal' | 'onSnapshot'>,
  runtimes: Readonly<Record<SideId, SideRuntime>>,
  cacheFolder: string,
): SnapshotRequest {
  const code = sides.type === 'code' ? sides : { base: TREE, head: TREE };
  return {
    projectRoot: config.root,
    cacheFolder,
    base: code.base,
    head: code.head,
    overlay: findScenarioPaths(scenarios, config),
    carry: findReferencedFiles(scenarios),
    carryPatterns: config.carry,
    prepare: prepareRequests(scenarios),
    runtimes,
    ...(sides.type === 'dependency' && { dependency: sides.change }),
    signal,
    ...(onSnapshot !== undefined && { onProgress: onSnapshot }),
  };
}

/** Groups scenarios by their preparation, so that a build they share runs only once. */
function prepareRequests(scenarios: readonly Scenario[]): readonly PrepareRequest[] {
  const requests = new Map<string, PrepareRequest>();
  for (const { name, prepare: command, cwd, env } of scenarios) {
    if (command === null) continue;
    const key = JSON.stringify([command, cwd, env]);
    const others = requests.get(key)?.scenarios ?? [];
    requests.set(key, { scenarios: [...others, name], command, cwd, env });
  }
  return [...requests.values()];
}

/** Both sides as they are measured. */
export function createLiveSides(
  host: Host,
  snapshots: Snapshots,
  environment: Environment,
  { sides }: Pick<LiveComparisonOptions, 'sides'>,
  runtimes: Readonly<Record<SideId, ResolvedSideRuntime>>,
): LiveSides {
  const side = (id: SideId): LiveSide => {
    const own = id === 'a' ? snapshots.base : snapshots.head;
    const key = id === 'a' ? 'base' : 'head';
    const { env, node, nodePath } = runtimes[id];
    const runtime =
      node === null
        ? environment.runtime
        : { node: node.version, v8: node.v8, execPath: node.path };
    return {
      ...named(sides, key, own),
      env,
      nodePath,
      environment: { ...environment, runtime, git: gitOf(environment, own.commit) },
      findings: own.findings,
      failedBuilds: own.failedBuilds,
    };
  };
  return {
    base: side('a'),
    head: side('b'),
    moveIntoSlots: async (slotOfA) => {
      snapshots.moveIntoSlots(slotOfA);
      return { a: snapshots.pathMappings('a'), b: snapshots.pathMappings('b') };
    },
    foldersOf: snapshots.foldersOf,
    changedFiles: sides.type === 'code' ? snapshots.difference.paths : [],
    traceVariables: (folder, nodeOptions) => {
      host.files.makeFolder(folder);
      return traceLoadedFiles(folder, nodeOptions ?? host.env.NODE_OPTIONS);
    },
    filesLoadedOutside: (id, folder) =>
      snapshots.filesOutside(id, readLoadedFiles(host.files, folder)),
  };
}

/** Returns a side with its display name. */
function named(sides: LiveSidesRequest, key: 'base' | 'head', own: ComparedSide): ComparedSide {
  const { commit } = own;
  switch (sides.type) {
    case 'code':
      return { label: own.label, source: own.source, commit };
    case 'dependency': {
      const { name, from, to } = sides.change;
      return { label: `${name}@${key === 'base' ? from : to}`, source: 'dependency', commit };
    }
    case 'variables': {
      const values = Object.entries(sides[key]).map(([name, value]) => `${name}=${value}`);
      return { label: values.join(' '), source: 'variable', commit };
    }
    case 'node':
      return { label: `Node.js ${sides[key]}`, source: 'node', commit };
    default:
      return assertNever(sides);
  }
}

/** Returns the git state of a side; the working tree's branch does not apply to another commit. */
function gitOf({ git }: Environment, commit: string | null): Environment['git'] {
  if (commit === null || git?.commit === commit) return git;
  return { commit, branch: null, dirty: false };
}

/** Returns the absolute paths that scenarios mention in their commands; few of them are files. */
export function findReferencedFiles(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.flatMap((scenario) => {
    const { cwd, prepare } = scenario;
    const own = scenario.kind === 'command' ? pathsIn(scenario.command, cwd) : [];
    const server = 'server' in scenario ? scenario.server : null;
    return [
      ...own,
      ...pathsIn(prepare, cwd),
      ...(server === null ? [] : pathsIn(server.command, server.cwd)),
      ...(scenario.kind === 'k6' ? [scenario.script] : []),
    ];
  });
}

function pathsIn(command: CommandLine | null, cwd: string): readonly string[] {
  if (command === null) return [];
  const texts = command.type === 'argv' ? command.argv : command.text.split(/[\s"';&|<>()]+/u);
  // An option may contain a file after `=`, as in `--import=./register.js`.
  const words = texts.flatMap((text) => [text, text.slice(text.indexOf('=') + 1)]);
  return words
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(cwd, word));
}
