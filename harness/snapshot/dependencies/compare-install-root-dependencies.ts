import {
  DEPENDENCY_SECTIONS,
  HARNESS_PACKAGE,
  INSTALL_SECTIONS,
  type Manifest,
} from '../../packages/package-manifest.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import { asRecord, serializeReachable } from './lockfile-graph.ts';
import { readLockfileGraph } from './read-lockfile-graph.ts';

/**
 * True if the packages installed for one root serve another: equal packages, except for
 * perf-harness and its own dependencies. A lockfile that cannot be interpreted counts as a
 * difference.
 */
export async function hasSameDependencies(
  installRoot: InstallRoot,
  other: InstallRoot,
): Promise<boolean> {
  if (installRoot.key === other.key) return true;
  if (installRoot.facts.others !== other.facts.others) return false;
  if (!areManifestsEqual(installRoot, other)) return false;
  // Without a lockfile, any version that the manifest allows will do.
  if (installRoot.lockfile === null || other.lockfile === null) return true;
  if (installRoot.lockfile !== other.lockfile) return false;
  if (installRoot.facts.lock === other.facts.lock) return true;
  const [text, otherText] = [await lockText(installRoot), await lockText(other)];
  return text !== null && text === otherText;
}

/** True if two roots' dependencies are equal but for perf-harness, whatever is locked. */
export function areManifestsEqual(installRoot: InstallRoot, other: InstallRoot): boolean {
  return manifestsText(installRoot) === manifestsText(other);
}

async function lockText(root: InstallRoot): Promise<string | null> {
  const graph = await readLockfileGraph(root);
  if (graph === null) return null;
  try {
    return serializeReachable(graph, ({ name }) => name !== HARNESS_PACKAGE);
  } catch {
    return null;
  }
}

function manifestsText({ facts: { manifests } }: InstallRoot): string {
  return JSON.stringify(
    manifests.map((manifest) => [
      DEPENDENCY_SECTIONS.map((section) => asked(manifest, section)),
      INSTALL_SECTIONS.map((name) => manifest?.[name] ?? null),
    ]),
  );
}

/** Sorted, since a package manager that adds a package sorts the others. */
function asked(manifest: Manifest | null, section: string): unknown {
  const entries = Object.entries(asRecord(manifest?.[section]));
  return entries.filter(([name]) => name !== HARNESS_PACKAGE).sort();
}
