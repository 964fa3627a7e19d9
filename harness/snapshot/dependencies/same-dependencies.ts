import type { InstallRoot } from './install-roots.ts';
import { reachedText, record } from './lock-graph.ts';
import { readLock } from './read-lock.ts';
import { DEPENDENCY_SECTIONS, HARNESS, INSTALL_SECTIONS, type Manifest } from './read-manifest.ts';

/** Whether the measured code may load a development dependency. */
export type IsUsed = (name: string) => boolean;

const EVERY: IsUsed = () => true;

/**
 * Whether what is installed for one root serves another: the same packages, perf-harness and what
 * only it brings apart, and development dependencies that are not used. What is not understood is
 * taken for a difference.
 */
export async function asksForTheSame(
  one: InstallRoot,
  other: InstallRoot,
  isUsed: IsUsed = EVERY,
): Promise<boolean> {
  if (one.key === other.key) return true;
  if (one.facts.others !== other.facts.others) return false;
  if (manifestsText(one, isUsed) !== manifestsText(other, isUsed)) return false;
  // What no lockfile pins is served by whatever its manifest allows.
  if (one.lockfile === null || other.lockfile === null) return true;
  if (one.lockfile !== other.lockfile) return false;
  if (one.facts.lock === other.facts.lock) return true;
  const [text, otherText] = [await lockText(one, isUsed), await lockText(other, isUsed)];
  return text !== null && text === otherText;
}

async function lockText(root: InstallRoot, isUsed: IsUsed): Promise<string | null> {
  const graph = await readLock(root);
  if (graph === null) return null;
  try {
    return reachedText(graph, ({ section, name }) => isFollowed(section, name, isUsed));
  } catch {
    return null;
  }
}

function isFollowed(section: string, name: string, isUsed: IsUsed): boolean {
  return name !== HARNESS && (section !== 'devDependencies' || isUsed(name));
}

function manifestsText({ facts: { manifests } }: InstallRoot, isUsed: IsUsed): string {
  return JSON.stringify(
    manifests.map((manifest) => [
      DEPENDENCY_SECTIONS.map((section) => asked(manifest, section, isUsed)),
      INSTALL_SECTIONS.map((name) => manifest?.[name] ?? null),
    ]),
  );
}

/** In one order: a package manager that adds a package sorts the others. */
function asked(manifest: Manifest | null, section: string, isUsed: IsUsed): unknown {
  const entries = Object.entries(record(manifest?.[section]));
  return entries.filter(([name]) => isFollowed(section, name, isUsed)).sort();
}
