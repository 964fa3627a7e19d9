import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { childModule } from '../../harness/host/process/child-module.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { FilePasses } from '../../harness/model/program/passes.ts';
import { readPythonPasses } from '../python/read-passes.ts';
import { readSourceMap, type SourceFiles } from '../source-map-file.ts';
import { isOfSource } from '../text-that-ran.ts';
import { beginStretch } from '../v8/begin-stretch.ts';
import { readLoadedTexts } from '../v8/loaded-texts.ts';
import type { CoveredScript } from './covered-script.ts';
import { addPasses, countLines } from './line-counts.ts';
import { bySources } from './line-sources.ts';

/** Perf-harness itself runs in the program, and is none of its files. */
const OWN = pathToFileURL(fileURLToPath(new URL('../../', import.meta.url))).href;
const OWN_PARTS = ['harness/', 'profilers/', 'dist/'].map((part) => `${OWN}${part}`);

/** What of the sources was passed, by file. */
export interface TakenPasses {
  readonly files: readonly FilePasses[];
  /** Built files whose source map cannot be followed: what their sources are is not known. */
  readonly unmapped: readonly string[];
}

/** A file as it was loaded, and what V8 says of it in one thread. */
export interface CoveredFile extends CoveredScript {
  /** Absolute. */
  readonly path: string;
  /** null where several texts ran as this file, so that its places are not known. */
  readonly text: string | null;
}

/** Has every thread and process of a program that is Node.js count what of its sources it runs. */
export function createCoverageProfiler(host: Host, sources: SourceFiles) {
  return {
    attach: (folder: string, nodeOptions: string | undefined) => {
      const preload = pathToFileURL(childModule(import.meta.url, './coverage-preload')).href;
      return {
        env: {
          PERF_HARNESS_COVERAGE: folder,
          NODE_OPTIONS: `${nodeOptions ?? ''} --import=${preload}`.trim(),
        },
        begin: () => beginStretch(host, folder),
        read: async (): Promise<TakenPasses> => readFolder(host, folder, sources),
        /** @throws UnitFailure where a thread was ended before it could say what it ran. */
        readFiles: async (): Promise<readonly CoveredFile[]> => {
          const left = host.files.list(folder);
          const isSilent = (thread: string): boolean =>
            !left.some((name) => name.startsWith(`${thread}-`) && name.endsWith('.coverage'));
          const begun = left.flatMap((name) => /^(.*)\.begun$/u.exec(name)?.[1] ?? []);
          return begun.some(isSilent) ? silent() : readFiles(host, folder, sources);
        },
      };
    },
  };
}

function readFolder(host: Host, folder: string, sources: SourceFiles): TakenPasses {
  const ofPython = readPythonPasses(host, folder);
  const files = new Map(ofPython.map((one) => [one.file, one]));
  const unmapped = new Set<string>();
  for (const script of readFiles(host, folder, sources, ofPython.length > 0)) {
    const found = passesOf(script, sources);
    if (found.isUnmapped) unmapped.add(script.path);
    for (const one of found.passes) {
      const known = files.get(one.file);
      files.set(one.file, known === undefined ? one : addPasses(known, one));
    }
  }
  return { files: [...files.values()], unmapped: [...unmapped] };
}

/** @param mayBeNone - Whether a program that left nothing is one that Node.js did not run. */
function readFiles(
  host: Host,
  folder: string,
  { read }: SourceFiles,
  mayBeNone = false,
): readonly CoveredFile[] {
  const names = host.files.list(folder).filter((name) => name.endsWith('.coverage'));
  if (names.length === 0 && !mayBeNone) silent();
  const texts = readLoadedTexts(host, folder);
  return names.flatMap((name) => {
    // Sound: the preload of this version has written it, whole or not at all.
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
): { readonly passes: readonly FilePasses[]; readonly isUnmapped: boolean } {
  if (text === null) return { passes: [], isUnmapped: true };
  const counted = countLines(path, text, { functions });
  const map = readSourceMap(path, text, { read });
  const isOfFile = isOfSource(text, read(path), []);
  if (map === null || map === 'unreadable' || !(isOfFile || map.isInline)) {
    return { passes: isOfFile ? [counted] : [], isUnmapped: !isOfFile || map !== null };
  }
  const passes = bySources(counted, text, map);
  return { passes, isUnmapped: passes.length === 0 };
}

function silent(): never {
  throw new UnitFailure({
    reason: 'protocol',
    message: 'the program did not say which of its lines it ran',
    remedy: 'Let it end by itself or by SIGTERM within two seconds, and keep NODE_OPTIONS.',
  });
}
