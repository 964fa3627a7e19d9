import { dirname, join } from 'node:path';
import { pathInside } from '../host/path-inside.ts';
import { copyTree, kindOf, realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';

/** What is carried, and between which folders that stand for the project. */
export interface Carry {
  readonly projectRoot: string;
  readonly head: string;
  readonly base: string;
  /** How reports name the base. */
  readonly label: string;
  /** Absolute; they need not be files, nor be there. */
  readonly paths: readonly string[];
  /** Files, folders or globs, from the project's folder. */
  readonly places: readonly string[];
}

/**
 * Gives the base the files of the head that scenarios or the configuration name and it lacks, such as a server that was
 * written to be measured. What it has of its own stays.
 */
export async function carryOver(
  host: Host,
  { projectRoot, head, base, label, paths, places }: Carry,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (!host.files.isFolder(base)) return [];
  const root = realPath(projectRoot) ?? projectRoot;
  const inside = paths.map((path) => pathInside(root, path) ?? pathInside(projectRoot, path));
  const placed = places.flatMap((place) => host.files.named(place, head, '**/*'));
  const wanted = [...inside, ...placed.map((path) => pathInside(head, path))];
  const lacking = [...new Set(wanted)].filter(
    (path) =>
      path !== null && kindOf(join(head, path)) === 'file' && kindOf(join(base, path)) === null,
  ) as readonly string[];
  if (lacking.length === 0) return [];
  for (const path of lacking) host.files.makeFolder(dirname(join(base, path)));
  await copyTree(head, base, lacking, signal);
  const it = lacking.length === 1 ? 'it' : 'them';
  return [
    {
      id: 'files-carried',
      level: 'warning',
      message: `${label} has no ${lacking.join(', ')}, which a scenario or \`carry\` names; it is measured with what the head has in ${lacking.length === 1 ? 'its' : 'their'} place.`,
      remedy: `Compare with a commit that has ${it} to measure ${it} as ${lacking.length === 1 ? 'it was' : 'they were'}.`,
    },
  ];
}
