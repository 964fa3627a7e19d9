import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { addCallGraphToProfile, type CalledFunction } from './add-call-graph-to-profile.ts';
import type { BytesImporter } from './profile-importer.ts';
import { type MarshalValue, readPythonMarshal } from './read-python-marshal.ts';

const MS_PER_S = 1_000;

/** Reads Python `cProfile` dumps as `pstats` does: each function's times and callers. */
export const cProfileImporter: BytesImporter = {
  tool: 'cProfile',
  title: 'cProfile (python -m cProfile -o)',
  // Recognizes a marshalled dictionary whose first key is a tuple.
  recognises: (_head, [first = 0, second = 0]) =>
    (first & 0x7f) === 0x7b && [0x28, 0x29].includes(second & 0x7f),
  readBytes: (bytes) => {
    const stats = readPythonMarshal(bytes);
    if (!(stats instanceof Map)) throw new BadProfile('the file has no functions');
    const builder = createProfileBuilder();
    addCallGraphToProfile(builder, graphOf(stats, builder.functionOf));
    const profile = builder.build({ tool: 'cProfile', weight: 'time', threads: 1, samples: null });
    if (profile.tree.of.length === 0) throw new BadProfile('no function in the file took any time');
    return profile;
  },
};

function graphOf(
  stats: ReadonlyMap<MarshalValue, MarshalValue>,
  functionOf: (profiledFunction: ProfiledFunction) => number,
): readonly CalledFunction[] {
  const positions = new Map([...stats.keys()].map((label, index) => [keyOf(label), index]));
  const callees = Array.from({ length: stats.size }, () => new Map<number, number>());
  const entries = [...stats].map(([label, times], position) => {
    const { calls, ownS, allS, callers } = readTimes(times);
    for (const [caller, made] of callers) {
      const above = positions.get(keyOf(caller));
      // The module `profile` gives only the number of calls: each call gets the same share.
      const partS = typeof made === 'number' ? (allS * made) / calls : numberAt(made, 3);
      if (above !== undefined) callees[above]?.set(position, partS * MS_PER_S);
    }
    return { index: functionOf(nameLabel(label)), self: ownS * MS_PER_S };
  });
  return entries.map((entry, position) => ({ ...entry, callees: callees[position] ?? new Map() }));
}

interface Times {
  readonly calls: number;
  /** Self time (`tottime`), and time including callees (`cumtime`), seconds. */
  readonly ownS: number;
  readonly allS: number;
  readonly callers: ReadonlyMap<MarshalValue, MarshalValue>;
}

/** Reads calls without recursive calls, all calls, self time, time including callees, callers. */
function readTimes(times: MarshalValue): Times {
  const callers = Array.isArray(times) ? times[4] : undefined;
  if (!(callers instanceof Map)) throw new BadProfile('a function has no times by caller');
  return {
    calls: Math.max(1, numberAt(times, 1)),
    ownS: numberAt(times, 2),
    allS: numberAt(times, 3),
    callers,
  };
}

function numberAt(list: MarshalValue, place: number): number {
  const value = Array.isArray(list) ? list[place] : undefined;
  if (typeof value !== 'number') throw new BadProfile('a function has a time that is not a number');
  return value;
}

/** Returns a key of file, line, name: the same label is another object at each occurrence. */
function keyOf(label: MarshalValue): string {
  return JSON.stringify(label);
}

function nameLabel(label: MarshalValue): ProfiledFunction {
  const [file, line, name] = Array.isArray(label) ? label : [];
  if (typeof file !== 'string' || typeof line !== 'number' || typeof name !== 'string') {
    throw new BadProfile('a function lacks a file, a line or a name');
  }
  // `~` means no file, and `<string>` and the like are not files.
  const isFile = file !== '~' && !file.startsWith('<');
  const shown = file === '~' ? name.replace(/^<(.*)>$/s, '$1') : name;
  return createFrameFunction(shown, isFile ? { file, line } : { file: null, line: null });
}
