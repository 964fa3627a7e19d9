import {
  DEPENDENCY_SECTIONS,
  HARNESS_PACKAGE,
  INSTALL_SECTIONS,
  type Manifest,
} from '../../packages/package-manifest.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import { asRecord, serializeReachable } from './lockfile-graph.ts';
import { readLockfileGraph } from './read-lockfile-graph.ts';

/** Packages that the measured code may load. */
export interface UsedPackages {
  /** True if the code may load this development dependency. */
  readonly isUsed: (name: string) => boolean;
  /** True if the code may load this package although it is no dependency. */
  readonly isNamed: (name: string) => boolean;
}

/** All dependencies, and nothing else. */
const ASKED: UsedPackages = { isUsed: () => true, isNamed: () => false };

/**
 * True if the packages installed for one root serve another: equal packages, except for
 * perf-harness and its own dependencies, and for development dependencies that are not used. A
 * lockfile that cannot be interpreted counts as a difference.
 */
export async function hasSameDependencies(
  installRoot: InstallRoot,
  other: InstallRoot,
  used: UsedPackages = ASKED,
): Promise<boolean> {
  if (installRoot.key === other.key) return true;
  if (installRoot.facts.others !== other.facts.others) return false;
  if (manifestsText(installRoot, used) !== manifestsText(other, used)) return false;
  // Without a lockfile, any version that the manifest allows will do.
  if (installRoot.lockfile === null || other.lockfile === null) return true;
  if (installRoot.lockfile !== other.lockfile) return false;
  if (installRoot.facts.lock === other.facts.lock) return true;
  const [text, otherText] = [await lockText(installRoot, used), await lockText(other, used)];
  return text !== null && text === otherText;
}

/** True if two roots' dependencies are equal but for perf-harness, whatever is locked. */
export function areManifestsEqual(installRoot: InstallRoot, other: InstallRoot): boolean {
  return manifestsText(installRoot, ASKED) === manifestsText(other, ASKED);
}

async function lockText(root: InstallRoot, used: UsedPackages): Promise<string | null> {
  const graph = await readLockfileGraph(root);
  if (graph === null) return null;
  try {
    return serializeReachable(graph, {
      isFollowed: ({ section, name }) => isFollowed(section, name, used),
      isNamed: used.isNamed,
    });
  } catch {
    return null;
  }
}

function isFollowed(section: string, name: string, used: UsedPackages): boolean {
  return name !== HARNESS_PACKAGE && (section !== 'devDependencies' || used.isUsed(name));
}

function manifestsText({ facts: { manifests } }: InstallRoot, used: UsedPackages): string {
  return JSON.stringify(
    manifests.map((manifest) => [
      DEPENDENCY_SECTIONS.map((section) => asked(manifest, section, used)),
      INSTALL_SECTIONS.map((name) => manifest?.[name] ?? null),
    ]),
  );
}

/** Sorted, since a package manager that adds a package sorts the others. */
function asked(manifest: Manifest | null, section: string, used: UsedPackages): unknown {
  const entries = Object.entries(asRecord(manifest?.[section]));
  return entries.filter(([name]) => isFollowed(section, name, used)).sort();
}
