import { join } from 'node:path';
import { describeProgramFailure } from '../../harness/host/process/process-runner.ts';
import { programOnPath } from '../../harness/host/program-on-path.ts';
import type { Host } from '../../harness/host.ts';
import { chooseLockfile } from '../../harness/packages/choose-lockfile.ts';
import { dependencyNames, readManifest } from '../../harness/packages/package-manifest.ts';
import { describeProjectFailure, type Remedies } from './try/diagnose-scenario-failure.ts';
import type { PausableTimeout } from './try/pausable-timeout.ts';
import {
  listWorkspacePackages,
  type PackageJson,
  readPackageJson,
  type WorkspacePackage,
} from './workspace-package-manifests-and-entry-files.ts';

/** A project that `init` searches for candidates. */
export interface InspectedProject {
  readonly host: Host;
  readonly root: string;
  readonly manifest: PackageJson;
  /** The project's own package first, then those of its workspace. */
  readonly packages: readonly WorkspacePackage[];
  readonly remedies: Remedies;
  /** Build of the project; null: it has none, or its packages are not installed. */
  readonly build: ProjectBuild | null;
  /** Time limit of the whole search, without waits for other measurements. */
  readonly limit: PausableTimeout;
}

/** Time after which `init` tries no further candidate, milliseconds. */
export const INIT_LIMIT_MS = 120_000;

/** Scripts that build, best first. */
const BUILDS = ['build', 'compile'];

export async function inspectProject(
  host: Host,
  root: string,
  limit: PausableTimeout,
): Promise<InspectedProject> {
  const { files } = host;
  const manifest = readPackageJson(files, root);
  const { manager, lockfile } = chooseLockfile(readManifest(files, root), (name) =>
    files.isFile(join(root, name)),
  );
  const needsNothing = dependencyNames(manifest, ['dependencies', 'devDependencies']).length === 0;
  const isInstalled = needsNothing || files.isFolder(join(root, 'node_modules'));
  const script = BUILDS.find((name) => manifest.scripts?.[name] !== undefined);
  // npm comes with Node.js, whatever the package manager, but obeys a package that requires another.
  const isOther = manifest.devEngines?.packageManager !== undefined && manager !== 'npm';
  const runner = isOther && programOnPath(host, manager) !== null ? manager : 'npm';
  const build = script === undefined ? null : ([runner, 'run', script] as const);
  const remedies: Remedies = {
    isInstalled,
    build: build?.join(' ') ?? null,
    example: exampleOf(files, root),
    install: manager === 'npm' && lockfile !== null ? 'npm ci' : `${manager} install`,
  };
  return {
    host,
    root,
    manifest,
    packages: await listWorkspacePackages(files, root),
    remedies,
    build: build !== null && isInstalled ? projectBuild(host, root, build, remedies) : null,
    limit,
  };
}

/** Returns an example file with the required variables if `.env` is missing; null: none. */
function exampleOf(files: Pick<Host['files'], 'isFile'>, root: string): string | null {
  if (files.isFile(join(root, '.env'))) return null;
  const names = ['.env.example', '.env.sample', '.env.template', '.env.dist'];
  return names.find((name) => files.isFile(join(root, name))) ?? null;
}

/** Time limit of a build, milliseconds. */
const LIMIT_MS = 240_000;
/** Output folders and files of builds. */
const OUTPUT = /^(?:dist|build|lib|out|\.next|\.output|.*\.tsbuildinfo)$/u;

/** The build of a project, which is run once at the most. */
interface ProjectBuild {
  readonly command: readonly [string, ...string[]];
  /** Why it failed; null: it has worked. */
  readonly run: (signal: AbortSignal) => Promise<string | null>;
  /** Removes the files that the build wrote; earlier files belong to the user. */
  readonly discard: () => void;
}

function projectBuild(
  host: Host,
  root: string,
  command: readonly [string, ...string[]],
  remedies: Remedies,
): ProjectBuild {
  const { files, terminal } = host;
  let before: ReadonlySet<string> | null = null;
  let result: Promise<string | null> | null = null;
  const text = command.join(' ');
  const build = async (signal: AbortSignal): Promise<string | null> => {
    terminal.err(`  it needs a build: running "${text}" …\n`);
    const [file, ...args] = command;
    const built = await host.processes.exec({ file, args, cwd: root, timeoutMs: LIMIT_MS, signal });
    if (!built.timedOut && built.exit.type === 'code' && built.exit.code === 0) return null;
    const how = `its build, "${text}", ${describeProgramFailure(built, LIMIT_MS)}`;
    return describeProjectFailure(how, `${built.stdout}\n${built.stderr}`, {
      ...remedies,
      build: null,
    });
  };
  return {
    command,
    run: (signal) => {
      before ??= new Set(files.list(root));
      result ??= build(signal);
      return result;
    },
    discard: () => {
      for (const name of before === null ? [] : files.list(root)) {
        if (OUTPUT.test(name) && !before?.has(name)) files.remove(join(root, name));
      }
    },
  };
}
