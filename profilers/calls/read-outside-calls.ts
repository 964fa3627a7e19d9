import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  CALLS_EXTENSION,
  findLabel,
  type OutsideCalls,
  type OutsideCallsFile,
  type RecordedInput,
} from './outside-call.ts';

/** Reads the outside calls that all threads have written to a folder, by index of the function. */
export function readOutsideCalls(
  { files }: Pick<Host, 'files'>,
  folder: string,
): ReadonlyMap<number, OutsideCalls> {
  const merged = new Map<number, OutsideCalls>();
  for (const name of files.list(folder).filter((file) => file.endsWith(CALLS_EXTENSION))) {
    // Sound: the recorder renames complete files only.
    const thread = JSON.parse(files.read(join(folder, name)) ?? '{}') as OutsideCallsFile;
    for (const [label, calls] of Object.entries(thread)) {
      const index = findLabel(label);
      if (index !== null) merged.set(index, merge(merged.get(index), calls));
    }
  }
  return merged;
}

function merge(a: OutsideCalls | undefined, b: OutsideCalls): OutsideCalls {
  if (a === undefined) return b;
  const inputs = new Map(a.inputs.map((input) => [input.source, input]));
  for (const input of b.inputs) {
    const known = inputs.get(input.source);
    inputs.set(input.source, known === undefined ? input : mergeInput(known, input));
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
    source: a.source,
    calls: a.calls + b.calls,
    failed: a.failed + b.failed,
    isModified: a.isModified || b.isModified,
    bestMs: times.length === 0 ? null : Math.min(...times),
  };
}
