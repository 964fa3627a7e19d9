import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { addPreload } from '../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type {
  FileExecutions,
  FunctionExecutions,
  LineExecutions,
} from '../../harness/model/program/execution-counts.ts';
import { matchesSourcePlaces } from '../find-file-text-executed-by-v8.ts';
import { readPythonCoverage } from '../python/read-python-coverage.ts';
import { readSourceMap, type SourceFiles, type SourceMapFile } from '../source-map-file.ts';
import { readLoadedScriptTexts } from '../v8/loaded-script-texts.ts';
import { restartProfileRecordings } from '../v8/restart-profile-recordings.ts';
import { countLineExecutions, mergeLineCounts } from './count-line-executions.ts';
import type { CoveredScript } from './v8-script-coverage.ts';

/** Files of perf-harness itself, which run in the program but do not belong to it. */
const OWN = pathToFileURL(fileURLToPath(new URL('../../', import.meta.url))).href;
const OWN_PARTS = ['harness/', 'profilers/', 'dist/'].map((part) => `${OWN}${part}`);

export type CollectedCoverage = ReturnType<typeof readFolder>;

export interface CoveredFile extends CoveredScript {
  /** Absolute. */
  readonly path: string;
  /** null if several texts ran as this file, so that positions are ambiguous. */
  readonly text: string | null;
}

/** Creates a profiler that counts executions of sources in every Node.js thread and process. */
export function createCoverageProfiler(host: Host, sources: SourceFiles) {
  return {
    attach: (folder: string, nodeOptions: string | undefined) => {
      return {
        env: {
          PERF_HARNESS_COVERAGE: folder,
          NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './record-v8-coverage-preload'),
        },
        begin: () => restartProfileRecordings(host, folder),
        read: async (): Promise<CollectedCoverage> => readFolder(host, folder, sources),
        /** @throws UnitFailure if a thread ended before it could report its counts. */
        readFiles: async (): Promise<readonly CoveredFile[]> =>
          countSilentThreads(host, folder) > 0 ? silent() : readFiles(host, folder, sources),
      };
    },
  };
}

function countSilentThreads(host: Host, folder: string): number {
  const left = host.files.list(folder);
  const isSilent = (thread: string): boolean =>
    !left.some(
      (name) =>
        (name.startsWith(`${thread}-`) && name.endsWith('.coverage')) ||
        name === `${thread}.pycoverage`,
    );
  return left.flatMap((name) => /^(.*)\.begun$/u.exec(name)?.[1] ?? []).filter(isSilent).length;
}

function readFolder(host: Host, folder: string, sources: SourceFiles) {
  const ofPython = readPythonCoverage(host, folder);
  const files = new Map(ofPython.map((filePasses) => [filePasses.file, filePasses]));
  const unmapped = new Set<string>();
  for (const script of readFiles(host, folder, sources, ofPython.length > 0)) {
    const found = passesOf(script, sources);
    if (found.isUnmapped) unmapped.add(script.path);
    for (const pass of found.passes) {
      const known = files.get(pass.file);
      files.set(pass.file, known === undefined ? pass : mergeLineCounts(known, pass));
    }
  }
  const lost = countSilentThreads(host, folder);
  return {
    files: [...files.values()],
    /** Built files whose source map cannot be followed, so that their sources are unknown. */
    unmapped: [...unmapped],
    /** Threads that ended before they could report, such as those of a runner that kills its workers. */
    lost,
  };
}

/** @param mayBeNone - True if a program without output may be no Node.js program. */
function readFiles(
  host: Host,
  folder: string,
  { read }: SourceFiles,
  mayBeNone = false,
): readonly CoveredFile[] {
  const names = host.files.list(folder).filter((name) => name.endsWith('.coverage'));
  if (names.length === 0 && !mayBeNone) silent();
  const texts = readLoadedScriptTexts(host, folder);
  return names.flatMap((name) => {
    // Safe cast: written atomically by the preload of this version.
    const scripts = JSON.parse(
      host.files.read(join(folder, name)) ?? '[]',
    ) as readonly CoveredScript[];
    return scripts.flatMap((script): readonly CoveredFile[] => {
      if (OWN_PARTS.some((part) => script.url.startsWith(part))) return [];
      const path = fileURLToPath(script.url);
      if (texts.has(path)) return [{ ...script, path, text: texts.get(path) ?? null }];
      const held = read(path);
      return held === null ? [] : [{ ...script, path, text: held }];
    });
  });
}

function passesOf(
  { path, text, functions }: CoveredFile,
  { read }: SourceFiles,
): { readonly passes: readonly FileExecutions[]; readonly isUnmapped: boolean } {
  if (text === null) return { passes: [], isUnmapped: true };
  const counted = countLineExecutions(path, text, { functions });
  const map = readSourceMap(path, text, { read });
  const isOfFile = matchesSourcePlaces(text, read(path), []);
  if (map === null || map === 'unreadable' || !(isOfFile || map.isInline)) {
    return { passes: isOfFile ? [counted] : [], isUnmapped: !isOfFile || map !== null };
  }
  const passes = bySources(counted, text, map);
  return { passes, isUnmapped: passes.length === 0 };
}

function silent(): never {
  throw new UnitFailure({
    reason: 'protocol',
    message: 'the program did not report which lines it executed',
    remedy:
      'Let the program exit on its own or within two seconds of SIGTERM, and keep NODE_OPTIONS.',
  });
}

interface Part {
  readonly lines: Map<number, LineExecutions>;
  readonly functions: FunctionExecutions[];
}

/**
 * Maps the execution counts of a built file to its sources; a line that contains several lines of
 * the source, as in minified code, is left out.
 */
function bySources(
  { lines, functions }: FileExecutions,
  text: string,
  map: SourceMapFile,
): readonly FileExecutions[] {
  const rows = text.split('\n');
  const made = new Map<string, Part>();
  const placeOf = (line: number) => {
    const row = rows[line - 1] ?? '';
    const column = row.search(/\S/u) + 1;
    const first = column === 0 ? null : map.originalOf({ line, column });
    const last = map.originalOf({ line, column: row.length });
    const isOne =
      last?.file === first?.file && Math.abs((last?.line ?? 0) - (first?.line ?? 0)) <= 1;
    return isOne ? first : null;
  };
  const partOf = (file: string) => {
    const part: Part = made.get(file) ?? { lines: new Map(), functions: [] };
    made.set(file, part);
    return part;
  };
  for (const [line, { entered, most }] of lines) {
    const place = placeOf(line);
    if (place === null) continue;
    const part = partOf(place.file).lines;
    const known = part.get(place.line);
    part.set(place.line, {
      entered: Math.max(known?.entered ?? 0, entered),
      most: Math.max(known?.most ?? 0, most),
    });
  }
  for (const functionPasses of functions) {
    const [from, to] = [placeOf(functionPasses.fromLine), placeOf(functionPasses.toLine)];
    if (from === null || to === null || from.file !== to.file || to.line < from.line) continue;
    partOf(from.file).functions.push({ ...functionPasses, fromLine: from.line, toLine: to.line });
  }
  return [...made].map(([file, part]) => ({ file, ...part }));
}
