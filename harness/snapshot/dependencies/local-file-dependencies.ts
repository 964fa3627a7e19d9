import { posix } from 'node:path';
import { DEPENDENCY_SECTIONS, type Manifest } from '../../packages/package-manifest.ts';

/** Sections that determine where packages come from. */
const SECTIONS = [...DEPENDENCY_SECTIONS, 'overrides', 'resolutions', 'pnpm'];
/** Paths for package managers: an explicit `file:`, or a relative path. */
const FILE = /^(?:file:(?:\/\/(?=\.))?|(?=\.{1,2}\/))([^:]+)$/u;

/** Archives and folders that a manifest installs, from the top of the tree. @param at - Folder of the manifest. */
export function listLocalFileDependencies(
  manifest: Manifest | null,
  at: string,
): readonly string[] {
  const asked = SECTIONS.flatMap((section) => textsIn(manifest?.[section]));
  return asked.flatMap((text) => {
    const path = FILE.exec(text)?.[1];
    return path === undefined ? [] : [posix.join(at, path).replace(/\/$/u, '')];
  });
}

/** Other protocols for which package managers create links. */
const LINK = /^(?:link|portal):/u;

/** Returns paths a manifest needs but the tree lacks, from its top. @param at - Manifest folder. */
export function listOutsideDependencies(
  manifest: Manifest | null,
  at: string,
  isThere: (path: string) => boolean,
): readonly string[] {
  const asked = SECTIONS.flatMap((section) => textsIn(manifest?.[section]));
  const linked = asked
    .filter((text) => LINK.test(text))
    .map((text) => posix.join(at, text.replace(LINK, '')).replace(/\/$/u, ''));
  const targets = [...listLocalFileDependencies(manifest, at), ...linked];
  return [...new Set(targets.filter((path) => path.startsWith('../') || !isThere(path)))];
}

/** Overrides are nested. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
