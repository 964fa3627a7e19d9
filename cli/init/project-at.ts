import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { chooseLockfile } from '../../harness/snapshot/dependencies/choose-lockfile.ts';
import { readManifest } from '../../harness/snapshot/dependencies/read-manifest.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';
import type { Remedies } from './try/what-it-needs.ts';

/** A project that `init` looks for candidates in. */
export interface ProjectAt {
  readonly host: Host;
  readonly root: string;
  readonly manifest: PackageJson;
  readonly remedies: Remedies;
}

export function projectAt(host: Host, root: string): ProjectAt {
  const { files } = host;
  const manifest = readPackageJson(files, root);
  const { manager, lockfile } = chooseLockfile(readManifest(files, root), (name) =>
    files.isFile(join(root, name)),
  );
  return {
    host,
    root,
    manifest,
    remedies: {
      isInstalled: files.isFolder(join(root, 'node_modules')),
      // Whatever manager installs, npm comes with Node.js.
      build: manifest.scripts?.build === undefined ? null : 'npm run build',
      install: manager === 'npm' && lockfile !== null ? 'npm ci' : `${manager} install`,
    },
  };
}
