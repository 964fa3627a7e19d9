import { dirname, join } from 'node:path';
import type { ScenarioMetricEvidence } from '../../gate/decide/judge-scenario-suite.ts';
import type { PathState, PathStateReader } from '../../host/path-content-fingerprint-reader.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import type { TracedInputs } from '../../model/documents/traced-external-inputs.ts';
import type { InputTrace, ModuleResolution } from '../../model/program/external-input-trace.ts';
import { createSidePathNames, type SideFolders } from './side-independent-path-names.ts';

type Traced = Extract<InputTrace, { state: 'traced' }>;
type WithoutScenario<T> = T extends unknown ? Omit<T, 'scenario'> : never;

/** Result of comparing two traces. */
export type InputsComparison = WithoutScenario<TracedInputs>;

/** Files that one side has read, and the folders in which it lay while it was traced. */
export interface SideInputs {
  readonly trace: InputTrace;
  readonly folders: SideFolders;
}

/** Paths whose content Linux generates; /dev/shm has plain files, packages are sought above. */
const MADE_UP = /^\/(?:proc|sys|dev(?!\/(?:shm|node_modules)\/))(?:\/|$)/u;

/**
 * Compares the files that both sides read: names, resolution and bytes. A file outside both sides
 * is the same file for either.
 */
export function compareTracedInputs(
  sides: Readonly<Record<SideId, SideInputs>>,
  states: PathStateReader,
): InputsComparison {
  const { a, b } = sides;
  if (b.trace.state === 'untraceable') return { outcome: 'ineligible', reason: b.trace.reason };
  if (a.trace.state === 'untraceable') {
    return { outcome: 'ineligible', reason: `on the base, ${a.trace.reason}` };
  }
  const read = { a: readBy(a.trace, a.folders), b: readBy(b.trace, b.folders) };
  const madeUp = [...read.a.outside, ...read.b.outside].find((path) => MADE_UP.test(path));
  if (madeUp !== undefined) return { outcome: 'ineligible', reason: `it reads ${madeUp}` };
  const isListing = a.trace.isListing || b.trace.isListing;
  // A difference in what both sides read explains more than a file that only one of them reads.
  return (
    unlikeStates({ read, isListing, sides }, states) ??
    unlikeNames(read.a.inside, read.b.inside) ??
    unlikeNames(read.a.outside, read.b.outside) ??
    unlikeNames(read.a.resolutions, read.b.resolutions) ??
    oddOutside(read.a.outside, states) ?? { outcome: 'same', files: countFiles(read.a, states) }
  );
}

/** Files that one side has read, by names that are the same on both sides. */
interface Read {
  /** Path of each name. */
  readonly inside: ReadonlyMap<string, string>;
  /** Path of each package.json that the program did not read itself, by name. */
  readonly manifests: ReadonlyMap<string, string>;
  readonly outside: ReadonlySet<string>;
  readonly resolutions: ReadonlySet<string>;
}

function readBy({ paths, resolutions }: Traced, folders: SideFolders): Read {
  const { of, textOf } = createSidePathNames(folders);
  const inside = new Map<string, string>();
  const outside = new Set<string>();
  for (const path of [...paths, ...resolutions.flatMap(pathsOf)]) {
    const name = of(path);
    if (name === null) outside.add(path);
    else inside.set(name, path);
  }
  const manifests = new Map<string, string>();
  for (const path of [...inside.values()].flatMap(manifestsAbove)) {
    const name = of(path);
    if (name !== null && !inside.has(name)) manifests.set(name, path);
  }
  const asText = ({ request, from, to, code }: ModuleResolution): string =>
    [textOf(request), 'of', from && textOf(from), 'as', to === null ? code : textOf(to)].join(' ');
  return { inside, manifests, outside, resolutions: new Set(resolutions.map(asText)) };
}

function pathsOf({ to }: ModuleResolution): readonly string[] {
  return to?.startsWith('/') === true ? [to] : [];
}

/** Returns all package.json files that may affect a module: Node.js reads them itself, once. */
function manifestsAbove(path: string): readonly string[] {
  const found: string[] = [];
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    found.push(join(folder, 'package.json'));
  }
  return found;
}

/** Returns the first name that only one of them has; null if they are the same. */
function unlikeNames(
  a: ReadonlyMap<string, string> | ReadonlySet<string>,
  b: ReadonlyMap<string, string> | ReadonlySet<string>,
): InputsComparison | null {
  const only =
    [...a.keys()].find((name) => !b.has(name)) ?? [...b.keys()].find((name) => !a.has(name));
  return only === undefined ? null : { outcome: 'different', what: only };
}

function unlikeStates(
  {
    read,
    isListing,
    sides,
  }: {
    readonly read: Readonly<Record<SideId, Read>>;
    readonly isListing: boolean;
    readonly sides: Readonly<Record<SideId, SideInputs>>;
  },
  states: PathStateReader,
): InputsComparison | null {
  const names = {
    a: createSidePathNames(sides.a.folders),
    b: createSidePathNames(sides.b.folders),
  };
  for (const [name, path] of read.a.inside) {
    const other = read.b.inside.get(name);
    if (other === undefined) continue;
    const [a, b] = [states.of(path, isListing), states.of(other, isListing)];
    if (a.kind === 'other' || b.kind === 'other') return unreadable(name);
    if (!isSame(a, names.a.textOf, b, names.b.textOf)) return { outcome: 'different', what: name };
  }
  for (const [name, path] of read.a.manifests) {
    const other = read.b.manifests.get(name);
    if (other !== undefined && states.meaningOf(path) !== states.meaningOf(other)) {
      return { outcome: 'different', what: name };
    }
  }
  return null;
}

/** Reports a path outside both sides that may differ per read; all others are equal for both. */
function oddOutside(outside: Iterable<string>, states: PathStateReader): InputsComparison | null {
  const odd = [...outside].find((path) => states.kindOf(path) === 'other');
  return odd === undefined ? null : unreadable(odd);
}

function countFiles({ inside }: Read, states: PathStateReader): number {
  return [...inside.values()].filter((path) => states.kindOf(path) === 'file').length;
}

function unreadable(path: string): InputsComparison {
  return {
    outcome: 'ineligible',
    reason: `the scenario reads ${path}, which is not a regular file`,
  };
}

function isSame(
  a: PathState,
  nameOfA: (path: string) => string,
  b: PathState,
  nameOfB: (path: string) => string,
): boolean {
  const [realA, realB] = [a.real && nameOfA(a.real), b.real && nameOfB(b.real)];
  return a.kind === b.kind && a.content === b.content && realA === realB;
}

/** Returns the number of equal files where the traces of both sides are the only evidence. */
export function sameFilesEvidence(
  inputs: InputsComparison | null,
): Pick<ScenarioMetricEvidence, 'sameFiles'> {
  const isAll = inputs?.outcome === 'same' && inputs.measured !== true;
  return isAll ? { sameFiles: inputs.files } : {};
}
