import type { Manifest } from './package-manifest.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

export interface ChosenLockfile {
  /** null if there is none. */
  readonly lockfile: string | null;
  readonly manager: PackageManager;
  /** Ignored lockfiles of other package managers, if the manifest does not state which counts. */
  readonly passedOver: readonly string[];
}

/** In order of precedence; npm prefers the shrinkwrap too. */
const LOCKFILES: readonly (readonly [name: string, manager: PackageManager])[] = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** Chooses the lockfile of the manifest's package manager; others are leftovers of other tools. */
export function chooseLockfile(
  manifest: Manifest | null,
  isThere: (name: string) => boolean,
): ChosenLockfile {
  const found = LOCKFILES.filter(([name]) => isThere(name));
  const named = String(manifest?.packageManager ?? '').split('@')[0];
  const meant = found.find((candidate) => candidate[1] === named);
  const [lockfile, manager] = meant ?? found[0] ?? [null, 'npm'];
  const others = found.filter((candidate) => candidate[1] !== manager).map(([name]) => name);
  return { lockfile, manager, passedOver: meant === undefined ? others : [] };
}
