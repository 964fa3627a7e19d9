import { isAbsolute, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { copyTree, resolveRealPath, stampTree } from '../host/folder-tree-operations.ts';
import { type PathMappings, relocatePath } from '../host/path-mappings.ts';
import {
  createSideEnvironmentVariables,
  type SideRuntime,
} from '../host/process/compared-side-environment-variables.ts';
import { createProcessSpec } from '../host/process/create-process-spec.ts';
import { describeProgramFailure, type ExecResult } from '../host/process/process-runner.ts';
import { relativePathInside } from '../host/relative-path-inside.ts';
import { toPosixPath } from '../host/to-posix-path.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Finding } from '../model/finding.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { CommandLine } from '../model/scenario/scenario.ts';
import type { PrepareRequest, SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { SideSnapshot } from './base-and-head-snapshots.ts';
import { compareSourceTrees } from './check-base-and-head-source-trees.ts';
import type { DependencyChanges } from './dependencies/base-and-head-dependency-changes.ts';
import type { DependencyPlan } from './dependencies/plan-compared-side-dependencies.ts';
import { provideSideDependencies } from './dependencies/provide-compared-side-dependencies.ts';
import { createStandInRepository } from './git/snapshot-git-repository-with-alternates.ts';
import {
  type SnapshotContext,
  sidePathMappings,
  sideTreeTop,
} from './snapshot-creation-inputs-and-path-mappings.ts';
import { dependenciesFolder } from './worktree-folders.ts';

export interface WrittenSide {
  readonly side: SideId;
  readonly problems: readonly Finding[];
  /** Files of the side, from the top. */
  readonly paths: readonly string[];
  readonly plans: readonly DependencyPlan[];
  readonly changes: DependencyChanges;
}

/** A side with its dependencies, before it is built. */
interface InstalledSide {
  readonly side: SideId;
  readonly snapshot: SideSnapshot;
}

/** Provides the dependencies of both sides, then builds both in each slot. */
export async function installAndBuildSides(
  context: SnapshotContext,
  written: Readonly<Record<SideId, Omit<WrittenSide, 'side'>>>,
): Promise<readonly [base: SideSnapshot, head: SideSnapshot]> {
  const installed = [
    await installSide(context, { ...written.a, side: 'a' }),
    await installSide(context, { ...written.b, side: 'b' }),
  ] as const;
  const { host, request, builds } = context;
  const { prepare = [] } = request;
  const isBuilt = ({ snapshot: { findings } }: InstalledSide): boolean =>
    findings.every(({ level }) => level !== 'error');
  const sides = prepare.length === 0 ? [] : installed.filter(isBuilt);
  const folders = sides.flatMap(({ snapshot: { dependencyFolders } }) => dependencyFolders);
  const findWritten = watchDependencies(host, request, [...new Set(folders)]);
  const failures = { a: new Map<PrepareRequest, FailedPrepare>(), b: new Map() } as const;
  // The sides share nothing but the machine, which one build hardly ever uses as a whole.
  for (const slotOfA of sides.length === 0 ? [] : builds) {
    context.slots.moveIntoSlots(slotOfA);
    await Promise.all(sides.map(({ side }) => buildSide(context, side, failures[side])));
  }
  const writtenFolders = findWritten();
  const complete = ({ side, snapshot }: InstalledSide): SideSnapshot => ({
    ...snapshot,
    findings: [
      ...snapshot.findings,
      ...snapshot.dependencyFolders.flatMap((folder) => writtenFolders.get(folder) ?? []),
    ],
    failedBuilds: [...failures[side]].map(([{ scenarios }, { finding }]) => ({
      scenarios,
      finding,
    })),
  });
  return [complete(installed[0]), complete(installed[1])];
}

async function installSide(
  context: SnapshotContext,
  { side, problems, paths, plans, changes }: WrittenSide,
): Promise<InstalledSide> {
  const { host, request, project, sources, builds, store } = context;
  const { label, source, commit } = sources[side];
  const { signal, onProgress } = request;
  const top = sideTreeTop(context, side);
  const others = builds.slice(1).map((slot) => sideTreeTop(context, side, slot));
  for (const other of others) await copyTree(top, other, paths, signal);
  if (context.standIns !== null && commit !== null) {
    for (const tree of [top, ...others])
      await createStandInRepository(host, context.standIns, commit, tree, signal);
  }
  const canBeMeasured = problems.every(({ level }) => level !== 'error');
  const provided = await provideSideDependencies(host, store, {
    label,
    plans: canBeMeasured ? plans : [],
    change: changes.of(side),
    trees: [top, ...others],
    paths,
    settings: project.settings,
    nodePath: request.runtimes?.[side].nodePath ?? null,
    signal,
    onInstall: () => onProgress?.({ side, step: 'install' }),
  });
  const findings = [...problems, ...provided.findings, ...changes.check(side, provided)];
  const snapshot = { label, source, commit, findings, failedBuilds: [], ...provided.dependencies };
  return { side, snapshot };
}

/**
 * Builds a side in its current slot. A build that failed in the first slot is still run in the
 * second, so that both contain its output, unless it timed out.
 */
async function buildSide(
  context: SnapshotContext,
  side: SideId,
  failures: Map<PrepareRequest, FailedPrepare>,
): Promise<void> {
  const { host, request, sources, slots } = context;
  const { prepare = [], runtimes, onProgress, signal } = request;
  const { label } = sources[side];
  const runtime = runtimes?.[side] ?? { env: {}, nodePath: null };
  onProgress?.({ side, step: 'prepare' });
  const mappings = sidePathMappings(context, side, slots.topOf(side));
  const retried = prepare.filter(
    (prepareRequest) => failures.get(prepareRequest)?.timedOut !== true,
  );
  const failed = await runSideBuilds(host, retried, { label, mappings, runtime }, signal);
  for (const [prepareRequest, failure] of failed)
    if (!failures.has(prepareRequest)) failures.set(prepareRequest, failure);
}

/**
 * Detects builds that write into dependencies, which are shared with the other side, later
 * comparisons or the user's folder: these would load what was built for this side.
 * @returns Function to call after the builds: it returns a finding for each changed folder, and
 * removes changed packages from the cache.
 */
function watchDependencies(
  host: Host,
  { cacheFolder }: SnapshotRequest,
  folders: readonly string[],
): () => ReadonlyMap<string, Finding> {
  const before = folders.map((folder) => ({ folder, stamps: stampTree(folder) }));
  const cacheRoot = dependenciesFolder(resolveRealPath(cacheFolder) ?? cacheFolder);
  return () =>
    new Map(
      before.flatMap(({ folder, stamps }): readonly (readonly [string, Finding])[] => {
        const [changed] = compareSourceTrees(stamps, stampTree(folder)).paths;
        if (changed === undefined) return [];
        const [set] = toPosixPath(relativePathInside(cacheRoot, folder) ?? '').split('/');
        if (set) host.files.remove(join(cacheRoot, set));
        return [[folder, dependenciesWritten(join(folder, changed))]];
      }),
    );
}

function dependenciesWritten(path: string): Finding {
  return {
    id: 'dependencies-written',
    level: 'error',
    message: `A build changed ${path} in the dependencies, which both sides share.`,
    remedy:
      'Make the build write inside the project, or move the step to a postinstall script, which runs separately for each set of dependencies.',
  };
}

/** Time limit; long, since builds may be slow. */
const PREPARE_TIMEOUT_MS = 600_000;

/** Location and runtime in which a side is built. */
interface PrepareContext {
  /** Name of the side in reports. */
  readonly label: string;
  /** Folders of the project on disk, with those of the side. */
  readonly mappings: PathMappings;
  readonly runtime: SideRuntime;
}

interface FailedPrepare {
  readonly finding: Finding;
  /** True if it exceeded the time limit. */
  readonly timedOut: boolean;
}

/** Runs the builds of a side in order, all of them even if some fail. @returns Failures. */
async function runSideBuilds(
  host: Host,
  requests: readonly PrepareRequest[],
  { label, mappings, runtime }: PrepareContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<PrepareRequest, FailedPrepare>> {
  const failed = new Map<PrepareRequest, FailedPrepare>();
  const move = (text: string): string => (isAbsolute(text) ? relocatePath(text, mappings) : text);
  for (const request of requests) {
    const { command, cwd, env } = request;
    signal.throwIfAborted();
    const result = await host.processes.exec({
      ...createProcessSpec(relocateCommand(command, move)),
      cwd: move(cwd),
      env: {
        ...relocateValues(env, move),
        ...createSideEnvironmentVariables(runtime, env.PATH ?? host.env.PATH),
      },
      timeoutMs: PREPARE_TIMEOUT_MS,
      signal,
    });
    signal.throwIfAborted();
    if (result.timedOut || result.exit.type !== 'code' || result.exit.code !== 0) {
      const { timedOut } = result;
      failed.set(request, { finding: failure(label, command, result), timedOut });
    }
  }
  return failed;
}

function relocateCommand(command: CommandLine, move: (text: string) => string): CommandLine {
  if (command.type === 'shell') return command;
  const [file, ...args] = command.argv;
  return { type: 'argv', argv: [move(file), ...args.map(move)] };
}

function relocateValues(
  env: PrepareRequest['env'],
  move: (text: string) => string,
): PrepareRequest['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value === undefined ? value : move(value)]),
  );
}

function failure(label: string, command: CommandLine, result: ExecResult): Finding {
  const text = command.type === 'shell' ? command.text : command.argv.join(' ');
  const output = stripVTControlCharacters(`${result.stdout}\n${result.stderr}`);
  const reported = describeOutputError(output.split(/\r\n|\n|\r/u));
  return {
    id: 'prepare-failed',
    level: 'error',
    message: `${label} could not be built: "${text}" ${describeProgramFailure(result, PREPARE_TIMEOUT_MS)}${reported.text === '' ? '' : `: ${reported.text}${reported.at}`}`,
    remedy: `Run the command in a checkout of ${label} and fix the failure.`,
  };
}
