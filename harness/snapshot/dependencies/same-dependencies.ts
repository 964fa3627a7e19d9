import {
  DEPENDENCY_SECTIONS,
  HARNESS,
  INSTALL_SECTIONS,
  type Manifest,
} from '../../packages/manifest.ts';
import type { InstallRoot } from './install-roots.ts';
import { reachedText, record } from './lock-graph.ts';
import { readLock } from './read-lock.ts';

/** What the measured code may load. */
export interface UsedPackages {
  /** Whether a development dependency is among it. */
  readonly isUsed: (name: string) => boolean;
  /** Whether a package may be that nobody has asked for. */
  readonly isNamed: (name: string) => boolean;
}

/** Whatever was asked for, and nothing else. */
const ASKED: UsedPackages = { isUsed: () => true, isNamed: () => false };

/**
 * Whether what is installed for one root serves another: the same packages, perf-harness and what
 * only it brings apart, and development dependencies that are not used. What is not understood is
 * taken for a difference.
 */
export async function asksForTheSame(
  one: InstallRoot,
  other: InstallRoot,
  used: UsedPackages = ASKED,
): Promise<boolean> {
  if (one.key === other.key) return true;
  if (one.facts.others !== other.facts.others) return false;
  if (manifestsText(one, used) !== manifestsText(other, used)) return false;
  // What no lockfile pins is served by whatever its manifest allows.
  if (one.lockfile === null || other.lockfile === null) return true;
  if (one.lockfile !== other.lockfile) return false;
  if (one.facts.lock === other.facts.lock) return true;
  const [text, otherText] = [await lockText(one, used), await lockText(other, used)];
  return text !== null && text === otherText;
}

/** Whether the manifests of two roots ask for the same packages, perf-harness apart, whatever is locked. */
export function manifestsAgree(one: InstallRoot, other: InstallRoot): boolean {
  return manifestsText(one, ASKED) === manifestsText(other, ASKED);
}

async function lockText(root: InstallRoot, used: UsedPackages): Promise<string | null> {
  const graph = await readLock(root);
  if (graph === null) return null;
  try {
    return reachedText(graph, {
      isFollowed: ({ section, name }) => isFollowed(section, name, used),
      isNamed: used.isNamed,
    });
  } catch {
    return null;
  }
}

function isFollowed(section: string, name: string, used: UsedPackages): boolean {
  return name !== HARNESS && (section !== 'devDependencies' || used.isUsed(name));
}

function manifestsText({ facts: { manifests } }: InstallRoot, used: UsedPackages): string {
  return JSON.stringify(
    manifests.map((manifest) => [
      DEPENDENCY_SECTIONS.map((section) => asked(manifest, section, used)),
      INSTALL_SECTIONS.map((name) => manifest?.[name] ?? null),
    ]),
  );
}

/** In one order: a package manager that adds a package sorts the others. */
function asked(manifest: Manifest | null, section: string, used: UsedPackages): unknown {
  const entries = Object.entries(record(manifest?.[section]));
  return entries.filter(([name]) => isFollowed(section, name, used)).sort();
}
