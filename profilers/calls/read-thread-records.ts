import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  CALLS_EXTENSION,
  findLabel,
  keyOfInput,
  type OutsideCalls,
  type RecordedInput,
  type RecordedProgram,
  type ThreadRecord,
} from './outside-call.ts';

export type MergedRecords = ReturnType<typeof readThreadRecords>;

export function readThreadRecords({ files }: Pick<Host, 'files'>, folder: string) {
  const calls = new Map<number, OutsideCalls>();
  const counts = new Map<string, number>();
  const programs: RecordedProgram[] = [];
  for (const name of files.list(folder).filter((file) => file.endsWith(CALLS_EXTENSION))) {
    // Sound: the recorder renames complete files only.
    const thread = JSON.parse(files.read(join(folder, name)) ?? '') as ThreadRecord;
    if (thread.program !== null) programs.push(thread.program);
    for (const [path, count] of Object.entries(thread.requests)) {
      counts.set(path, (counts.get(path) ?? 0) + count);
    }
    for (const [label, own] of Object.entries(thread.calls)) {
      const index = findLabel(label);
      if (index !== null) calls.set(index, merge(calls.get(index), own));
    }
  }
  const requests = [...counts].toSorted(([, a], [, b]) => b - a).map(([path]) => path);
  return {
    /** Outside calls by index of the function. */
    calls,
    programs,
    /** Paths of successful GET requests, the most requested first. */
    requests,
  };
}

function merge(a: OutsideCalls | undefined, b: OutsideCalls): OutsideCalls {
  if (a === undefined) return b;
  const inputs = new Map(a.inputs.map((input) => [keyOfInput(input), input]));
  for (const input of b.inputs) {
    const known = inputs.get(keyOfInput(input));
    inputs.set(keyOfInput(input), known === undefined ? input : mergeInput(known, input));
  }
  const refused = { ...a.refused };
  for (const [reason, calls] of Object.entries(b.refused)) {
    refused[reason] = (refused[reason] ?? 0) + calls;
  }
  return { calls: a.calls + b.calls, inputs: [...inputs.values()], refused };
}

function mergeInput(a: RecordedInput, b: RecordedInput): RecordedInput {
  const times = [a.bestMs, b.bestMs].filter((ms) => ms !== null);
  return {
    ...a,
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    isModified: a.isModified || b.isModified,
    ...((a.isAsync === true || b.isAsync === true) && { isAsync: true }),
    bestMs: times.length === 0 ? null : Math.min(...times),
  };
}
