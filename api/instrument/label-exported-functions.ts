import { join } from 'node:path';
import { loaderFlags } from '../../harness/executors/node/add-node-source-transform-loader.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import type { Host } from '../../harness/host.ts';
import { needsSourceLoader } from '../../harness/loader/needs-source-loader.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import {
  applyInsertions,
  createArgumentInsertions,
  mayContainTypes,
  orderInsertions,
  withoutTypeChecks,
} from '../../profilers/instrument/insert-recorder-calls.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import type { LabelledExport } from './labelled-export.ts';

/** Longest time in which an entry point loads, milliseconds. */
const LOAD_MS = 15_000;
const IS_SCRIPT = /\.[cm]?[jt]sx?$/u;
/** Files that exercise the package and are no part of it. */
const IS_NO_SOURCE =
  /(?:^|\/)(?:node_modules|tests?|specs?|__tests__|bench(?:mark)?s?|examples?|fixtures?)\/|[._-](?:test|spec|bench)\.\w+$/u;

interface LabelledPlace {
  readonly label: number;
  readonly place: Parameters<typeof createArgumentInsertions>[0];
}

/** Source file of the package, and its functions whose bodies can be run by the recorder. */
interface LabelledFile {
  readonly file: string;
  readonly text: string;
  readonly places: readonly LabelledPlace[];
}

export interface PackageToLabel {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Its copy, whose files are instrumented. */
  readonly copy: string;
  /** Files whose exports are wanted, from the root, with `/`. */
  readonly entries: readonly string[];
  /** Function to label, so that calls by other functions of the package count; null: all. */
  readonly only: CodeFunction | null;
  /** Builds the copy, for entry points that cannot be loaded before. */
  readonly build: () => Promise<void>;
  /** File for the list of exports, absolute. */
  readonly output: string;
  readonly signal: AbortSignal;
}

/**
 * Instruments the functions in a copy that its entry points export, each with a label of its own,
 * and returns how each is exported. All functions are labelled first: the loaded entry points show
 * which of them are exported, however often they are exported again.
 */
export async function labelExportedFunctions(
  host: Host,
  { root, copy, entries, only, build, output, signal }: PackageToLabel,
): Promise<readonly LabelledExport[]> {
  if (entries.length === 0) return [];
  const files = await findLabelledFiles(host, root, only, signal);
  writeLabelled(host, copy, files, () => true);
  const exports = await listExports(host, copy, entries, output, signal);
  if (exports.length === 0 && only === null) {
    await build();
    // All functions stay labelled there: a call within another costs little.
    return listExports(host, copy, entries, output, signal);
  }
  const labels = new Set(exports.map(({ label }) => label));
  writeLabelled(host, copy, files, (label) => labels.has(label));
  return exports;
}

/** True for a source file of a package, from its root, and false for tests and the like. */
export function isPackageSource(file: string): boolean {
  return !IS_NO_SOURCE.test(file);
}

async function findLabelledFiles(
  host: Host,
  root: string,
  only: CodeFunction | null,
  signal: AbortSignal,
): Promise<readonly LabelledFile[]> {
  const { readCode, findBodies, loadParser } = await loadSourceAnalysis();
  const parser = await loadParser(host);
  const { functions } = await readCode(host, root, { patterns: false, signal });
  const isOwn =
    only === null ? isOwnFunction : (other: CodeFunction) => isSameOrSibling(other, only);
  const own = functions.filter(
    (candidate) =>
      candidate.name !== '(module)' && IS_SCRIPT.test(candidate.file) && isOwn(candidate),
  );
  let label = 0;
  return [...Map.groupBy(own, ({ file }) => file)].map(([file, wanted]) => {
    const text = host.files.read(join(root, file)) ?? '';
    const bodies = findBodies(parser, file, text, wanted, true);
    const places = bodies.flatMap((body): readonly LabelledPlace[] => {
      if (body.type === 'refused') return [];
      label += 1;
      return [{ label, place: body.place }];
    });
    return { file, text, places };
  });
}

function isOwnFunction({ file }: CodeFunction): boolean {
  return !IS_NO_SOURCE.test(file);
}

/** True for the function, and for all of its class, since they create its object. */
function isSameOrSibling({ name, file, line }: CodeFunction, only: CodeFunction): boolean {
  const [owner, member] = only.name.split('.');
  const isSibling = member !== undefined && name.startsWith(`${owner}.`);
  return file === only.file && (isSibling || (name === only.name && line === only.line));
}

/** Writes the files to a copy with those functions instrumented that are wanted. */
function writeLabelled(
  host: Host,
  copy: string,
  files: readonly LabelledFile[],
  isWanted: (label: number) => boolean,
): void {
  for (const { file, text, places } of files) {
    const insertions = places
      .filter(({ label }) => isWanted(label))
      .toSorted((a, b) => a.place.whole.start - b.place.whole.start)
      .map(({ label, place }) => createArgumentInsertions(place, label, mayContainTypes(file)));
    const instrumented = applyInsertions(text, orderInsertions(insertions));
    // In place, so that the mode of the file stays.
    host.files.writeBytes(
      join(copy, file),
      Buffer.from(insertions.length === 0 ? text : withoutTypeChecks(file, instrumented)),
    );
  }
}

/** Loads the entry points in a process of their own, and finds each function once. */
async function listExports(
  host: Host,
  copy: string,
  entries: readonly string[],
  output: string,
  signal: AbortSignal,
): Promise<readonly LabelledExport[]> {
  const paths = entries.map((entry) => join(copy, entry)).filter(host.files.isFile);
  const isTransformed = paths.some((path) => needsSourceLoader(host.files, path));
  await host.processes.exec({
    file: host.system.execPath,
    args: [
      ...(isTransformed ? loaderFlags({ loadsSources: true }) : []),
      childModule(import.meta.url, './list-labelled-exports-child'),
      output,
      ...paths,
    ],
    cwd: copy,
    timeoutMs: LOAD_MS,
    signal,
  });
  signal.throwIfAborted();
  const found = JSON.parse(host.files.read(output) ?? '[]') as readonly LabelledExport[];
  const byLabel = Map.groupBy(found, ({ label }) => label);
  return [...byLabel.values()].flatMap((ways) => ways.toSorted(compareWays).slice(0, 1));
}

/** The shortest way first, and a name of its own before the default export. */
function compareWays({ path: a }: LabelledExport, { path: b }: LabelledExport): number {
  return a.length - b.length || Number(a[0] === 'default') - Number(b[0] === 'default');
}
