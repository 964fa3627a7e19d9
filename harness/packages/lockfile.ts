import type { Manifest } from './manifest.ts';

/** The tool that installs what a lockfile says. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface ChosenLockfile {
  /** null: there is none. */
  readonly lockfile: string | null;
  readonly manager: PackageManager;
}

/** In the order of precedence where there are several; npm prefers the shrinkwrap too. */
const LOCKFILES: readonly (readonly [name: string, manager: PackageManager])[] = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/**
 * The lockfile that counts in a folder: of several, that of the package manager that the manifest
 * names; the others were left behind by a change of tools.
 */
export function chooseLockfile(
  manifest: Manifest | null,
  isThere: (name: string) => boolean,
): ChosenLockfile {
  const found = LOCKFILES.filter(([name]) => isThere(name));
  const named = String(manifest?.packageManager ?? '').split('@')[0];
  const [lockfile, manager] = found.find((one) => one[1] === named) ?? found[0] ?? [null, 'npm'];
  return { lockfile, manager };
}
