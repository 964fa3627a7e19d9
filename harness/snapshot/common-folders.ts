import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import { dependencyNames, readManifest } from '../packages/manifest.ts';

/** Where what is installed for the whole machine lies, beside the folder of Node.js; Debian's last. */
const OF_NODE = [join('lib', 'node_modules'), join('share', 'nodejs')];
/** The same on Windows: in the folder of Node.js, and in that of the user. */
const IN_WINDOWS = 'node_modules';

/** Sections of what is there at run time. */
const AT_RUN_TIME = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Folders whose files are the same for both sides whatever these are: perf-harness itself with the
 * packages that it is made of, and package managers, which come with Node.js or by its Corepack.
 */
export function commonFolders(host: Host): readonly string[] {
  const own = packageRoot(host, dirname(fileURLToPath(import.meta.url)));
  const found = new Set<string>();
  collect(host, own, found);
  const { execPath } = host.system;
  const programs = [dirname(realPath(execPath) ?? execPath), dirname(execPath)];
  programs.push(...(host.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''));
  for (const folder of programs) {
    for (const place of OF_NODE) found.add(join(dirname(folder), place));
  }
  found.add(join(dirname(execPath), IN_WINDOWS));
  const { COREPACK_HOME, XDG_CACHE_HOME, HOME = '', LOCALAPPDATA, APPDATA } = host.env;
  if (APPDATA !== undefined) found.add(join(APPDATA, 'npm', IN_WINDOWS));
  const caches = XDG_CACHE_HOME ?? LOCALAPPDATA ?? join(HOME, '.cache');
  found.add(COREPACK_HOME ?? join(caches, 'node', 'corepack'));
  return [...found];
}

/** The nearest folder above that has a package.json, wherever compiling has put this module. */
function packageRoot(host: Host, start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (host.files.isFile(join(folder, 'package.json')) || dirname(folder) === folder) {
      return realPath(folder) ?? folder;
    }
  }
}

function collect(host: Host, folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  for (const name of dependencyNames(readManifest(host.files, folder), AT_RUN_TIME)) {
    const place = findPackage(host, folder, name);
    if (place !== null) collect(host, place, found);
  }
}

/** Where Node.js would find a package from a folder; null: nowhere. */
function findPackage(host: Host, start: string, name: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    const isHere = !folder.endsWith(`${sep}node_modules`) && host.files.isFolder(place);
    if (isHere) return realPath(place) ?? place;
    if (dirname(folder) === folder) return null;
  }
}
