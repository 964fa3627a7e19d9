import { posix } from 'node:path';
import { DEPENDENCY_SECTIONS, type Manifest } from '../../packages/manifest.ts';

/** Sections that say where packages come from. */
const SECTIONS = [...DEPENDENCY_SECTIONS, 'overrides', 'resolutions', 'pnpm'];
/** Package managers take both for a path: one that says so, and one that looks like it. */
const FILE = /^(?:file:(?:\/\/(?=\.))?|(?=\.{1,2}\/))([^:]+)$/u;

/**
 * Packed packages and folders that a manifest has installed instead of packages of a registry, as
 * paths from the top of the tree; they need not be there.
 * @param at - Folder of the manifest, from the top.
 */
export function fileTargets(manifest: Manifest | null, at: string): readonly string[] {
  const asked = SECTIONS.flatMap((section) => textsIn(manifest?.[section]));
  return asked.flatMap((text) => {
    const path = FILE.exec(text)?.[1];
    return path === undefined ? [] : [posix.join(at, path).replace(/\/$/u, '')];
  });
}

/** Besides `file:`, what package managers make links for. */
const LINK = /^(?:link|portal):/u;

/**
 * Packages that a manifest asks for by a path that leads out of the tree, or to what the tree does not
 * have, as paths from its top.
 * @param at - Folder of the manifest, from the top.
 * @param isThere - Whether the tree has a file or folder.
 */
export function outsideTargets(
  manifest: Manifest | null,
  at: string,
  isThere: (path: string) => boolean,
): readonly string[] {
  const asked = SECTIONS.flatMap((section) => textsIn(manifest?.[section]));
  const linked = asked
    .filter((text) => LINK.test(text))
    .map((text) => posix.join(at, text.replace(LINK, '')).replace(/\/$/u, ''));
  const targets = [...fileTargets(manifest, at), ...linked];
  return [...new Set(targets.filter((path) => path.startsWith('../') || !isThere(path)))];
}

/** Overrides are nested. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
