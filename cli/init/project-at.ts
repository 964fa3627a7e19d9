import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { chooseLockfile } from '../../harness/packages/lockfile.ts';
import { dependencyNames, readManifest } from '../../harness/packages/manifest.ts';
import { type ProjectBuild, projectBuild } from './try/project-build.ts';
import type { Remedies } from './try/what-it-needs.ts';
import {
  type OwnPackage,
  ownPackages,
  type PackageJson,
  readPackageJson,
} from './workspace-packages.ts';

/** A project that `init` looks for candidates in. */
export interface ProjectAt {
  readonly host: Host;
  readonly root: string;
  readonly manifest: PackageJson;
  /** The project's own package first, then those of its workspace. */
  readonly packages: readonly OwnPackage[];
  readonly remedies: Remedies;
  /** null: there is none, or its packages are not installed. */
  readonly build: ProjectBuild | null;
}

/** Scripts that build, best first. */
const BUILDS = ['build', 'compile'];

export async function projectAt(host: Host, root: string): Promise<ProjectAt> {
  const { files } = host;
  const manifest = readPackageJson(files, root);
  const { manager, lockfile } = chooseLockfile(readManifest(files, root), (name) =>
    files.isFile(join(root, name)),
  );
  const needsNothing = dependencyNames(manifest, ['dependencies', 'devDependencies']).length === 0;
  const isInstalled = needsNothing || files.isFolder(join(root, 'node_modules'));
  const script = BUILDS.find((name) => manifest.scripts?.[name] !== undefined);
  // Whatever manager installs, npm comes with Node.js.
  const build = script === undefined ? null : (['npm', 'run', script] as const);
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
    packages: await ownPackages(files, root),
    remedies,
    build: build !== null && isInstalled ? projectBuild(host, root, build, remedies) : null,
  };
}

/** A file that shows which variables are needed, where there is none with their values; null: there is none. */
function exampleOf(files: Pick<Host['files'], 'isFile'>, root: string): string | null {
  if (files.isFile(join(root, '.env'))) return null;
  const names = ['.env.example', '.env.sample', '.env.template', '.env.dist'];
  return names.find((name) => files.isFile(join(root, name))) ?? null;
}
