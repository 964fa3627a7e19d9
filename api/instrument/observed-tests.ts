import { relative, resolve } from 'node:path';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import {
  type OutsideCalls,
  type RecordedProgram,
  replaceProjectRoot,
  replaceReferences,
} from '../../profilers/calls/outside-call.ts';
import type { MergedRecords } from '../../profilers/calls/read-thread-records.ts';
import type { OutsideCallTimes } from '../../profilers/calls/time-shares-of-outside-calls.ts';
import type { LabelledExport } from './labelled-export.ts';
import { leaveOutDependentFunctions } from './leave-out-dependent-functions.ts';

/** Way from an entry point to an exported function, as of `LabelledExport`. */
export interface ExportedPath {
  /** Entry point that exports it, from the root, with `/`. */
  readonly entry: string;
  readonly path: readonly string[];
}

/** Exported function, as the tests of its package call it from outside. */
export interface ObservedFunction extends OutsideCalls, ExportedPath {
  /** Share of the time that the tests spend in the package, from 0 to 1; null: no profile. */
  readonly share: number | null;
}

/** A script of the package that the tests start as a program. */
export interface StartedProgram {
  /** From the root, with `/`. */
  readonly file: string;
  /** Arguments; those that name files of the package are relative to its root. */
  readonly arguments: readonly string[];
  /** Exit code in the tests; null: unknown. */
  readonly exitCode: number | null;
}

export type ObservedTests =
  | {
      readonly type: 'observed';
      /** Command of the tests; null: the calls are those of examples of the README. */
      readonly command: string | null;
      /** Reason for which the tests failed; null: they passed. */
      readonly failure: string | null;
      readonly functions: readonly ObservedFunction[];
      /** Exports by the number with which recorded sources refer to them. */
      readonly exports: ReadonlyMap<number, ExportedPath>;
      /** Share of the time that no exported function accounts for; null: no profile. */
      readonly otherShare: number | null;
      /** Programs of the package that the tests start, with paths from the root. */
      readonly programs: readonly StartedProgram[];
      /** Paths of successful GET requests to servers in the tests, the most requested first. */
      readonly requestedPaths: readonly string[];
    }
  | { readonly type: 'none'; readonly reason: string };

/** Copy of a project whose exported functions are labelled. */
export interface InstrumentedProject {
  readonly copy: string;
  /** Folder of the copy and of recordings. */
  readonly folder: string;
  readonly exports: readonly LabelledExport[];
}

interface RunOfTests {
  readonly command: string | null;
  readonly failure: string | null;
  /** null: no profile. */
  readonly times: OutsideCallTimes | null;
}

/** Assigns the records of a run to the exports of the package, without calls that cannot be repeated. */
export async function assignRecordsToExports(
  host: Host,
  { copy, exports }: InstrumentedProject,
  { calls, programs, requests }: MergedRecords,
  { command, failure, times }: RunOfTests,
): Promise<ObservedTests> {
  const paths = new Map(
    exports.map(({ entry, path, label }) => [
      label,
      { entry: toPosixPath(relative(copy, entry)), path },
    ]),
  );
  const folders = [resolveRealPath(copy) ?? copy, copy];
  const functions = [...paths].flatMap(([label, exported]): readonly ObservedFunction[] => {
    const own = calls.get(label);
    if (own === undefined) return [];
    const share =
      times === null || times.totalMs === 0
        ? null
        : (times.byIndex.get(label) ?? 0) / times.totalMs;
    const replayable = withReplayableInputs(withoutCopy(own, folders), exported, paths);
    return [{ ...replayable, ...exported, share }];
  });
  const shares = functions.flatMap(({ share }) => share ?? []);
  return {
    type: 'observed',
    command,
    failure,
    functions: await leaveOutDependentFunctions(host, functions),
    exports: paths,
    otherShare: shares.length === 0 ? null : shares.reduce((rest, share) => rest - share, 1),
    programs: programs.flatMap((program) => programWithin(host, copy, program)),
    requestedPaths: requests,
  };
}

/** Replaces paths of the copy, which does not exist any more when the calls are repeated. */
function withoutCopy(calls: OutsideCalls, folders: readonly string[]): OutsideCalls {
  const inputs = calls.inputs.flatMap((input) => {
    const source = replaceProjectRoot(input.source, folders);
    const subject = input.subject === null ? null : replaceProjectRoot(input.subject, folders);
    const isLost = source === null || (subject === null && input.subject !== null);
    return isLost ? [] : [{ ...input, source, subject }];
  });
  return { ...calls, inputs };
}

/** Leaves out calls of objects that no export creates. */
function withReplayableInputs(
  { calls, inputs, refused }: OutsideCalls,
  { path }: ExportedPath,
  exports: ReadonlyMap<number, ExportedPath>,
): OutsideCalls {
  const isMethod = isMethodPath(path);
  const usable = inputs.filter(({ source, subject }) => {
    if (isMethod && subject === null) return false;
    let isKnown = true;
    replaceReferences(`${subject} ${source}`, (part, index) => {
      const referenced = exports.get(index)?.path;
      isKnown &&= referenced !== undefined && isMethodPath(referenced) === (part !== 'Export');
      return '';
    });
    return isKnown;
  });
  const left = inputs.length - usable.length;
  const reason = 'an object that no export creates';
  return { calls, inputs: usable, refused: left === 0 ? refused : { ...refused, [reason]: left } };
}

/** True for a method of instances. */
export function isMethodPath(path: readonly string[]): boolean {
  return path.at(-2) === 'prototype';
}

/** Returns a program of the copy with its paths from the root; none: it is another program. */
function programWithin(
  { files }: Host,
  copy: string,
  { file, cwd, arguments: given, exitCode }: RecordedProgram,
): readonly StartedProgram[] {
  const root = resolveRealPath(copy) ?? copy;
  const own = relativePathInside(root, resolveRealPath(file) ?? file);
  if (own === null || own.includes('node_modules')) return [];
  const moved = given.map((word) => {
    const path = resolve(cwd, word);
    const inside = word.startsWith('-') ? null : relativePathInside(root, path);
    const isPath = files.isFile(path) || files.isFolder(path);
    return inside !== null && inside !== '' && isPath ? toPosixPath(inside) : word;
  });
  return [{ file: toPosixPath(own), arguments: moved, exitCode }];
}
