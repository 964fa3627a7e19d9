import type { Finding } from '../../harness/model/finding.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import {
  isBlank,
  JSON_BYTE,
  type JsonValueReader,
  NEEDS_MORE_INPUT,
  readJsonArrayItems,
  readJsonValue,
  scanJsonMembers,
} from '../json-stream-reader.ts';

import { addProfileTree, createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import {
  type CpuProfileOptions,
  type CpuProfileParts,
  convertV8CpuProfile,
} from './convert-v8-cpu-profile.ts';
import {
  createCpuProfileColumns,
  createIntegerColumn,
  createNumberColumn,
} from './cpu-profile-columns.ts';

/** Most samples: more than a day at one a millisecond; each takes twelve bytes of memory. */
const MAX_SAMPLES = 1e8;

export interface ReadCpuProfileOptions extends CpuProfileOptions {
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
}

/** Reads a CPU profile of V8, Chrome's and Node's own files among them. @throws BadProfile */
export function readCpuProfile(bytes: Uint8Array, options: ReadCpuProfileOptions): Profile {
  const reader = createCpuProfileReader(options);
  reader.push(bytes);
  return reader.profile();
}

/** Creates a streaming reader of CPU profiles as columns: busy servers make hundreds of MB. */
export function createCpuProfileReader({ own, ...options }: ReadCpuProfileOptions) {
  const nodes = createCpuProfileColumns(own);
  const [ids, deltas] = [createIntegerColumn(), createNumberColumn()];
  const times: { startTime?: unknown; endTime?: unknown } = {};
  const scanner = scanJsonMembers({
    nodes: readJsonArrayItems(nodes.add),
    startTime: readJsonValue((value) => {
      times.startTime = value;
    }),
    endTime: readJsonValue((value) => {
      times.endTime = value;
    }),
    samples: readJsonNumbers((id) => {
      if ((id | 0) !== id) throw new BadProfile(`a sample has the invalid node id ${id}`);
      if (ids.count() === MAX_SAMPLES)
        throw new BadProfile('the profile has more than 100 million samples');
      ids.add(id);
    }),
    timeDeltas: readJsonNumbers((delta) => {
      if (deltas.count() === MAX_SAMPLES)
        throw new BadProfile('the profile has more time deltas than samples');
      deltas.add(delta);
    }),
  });
  const timedOf = (names: ReadonlySet<string>): CpuProfileParts['timed'] => {
    if (names.has('samples') !== names.has('timeDeltas')) {
      throw new BadProfile('the profile has only one of `samples` and `timeDeltas`');
    }
    if (!names.has('samples')) return null;
    if (ids.count() === deltas.count()) return { ids: ids.values(), deltas: deltas.values() };
    throw new BadProfile('`samples` and `timeDeltas` differ in length');
  };
  return {
    /** @throws BadProfile */
    push: scanner.push,
    /** @throws BadProfile if it is not a profile, or is truncated. */
    profile: (): Profile => {
      const names = scanner.end();
      const { startTime, endTime } = times;
      if (!names.has('nodes')) {
        throw new BadProfile('the file is not a V8 CPU profile: it has no `nodes`');
      }
      if (typeof startTime !== 'number' || typeof endTime !== 'number') {
        throw new BadProfile('the profile lacks `startTime` or `endTime`');
      }
      const timed = timedOf(names);
      const parts = { columns: nodes.build(), timed, startTime, endTime };
      return joinTornFunctions(convertV8CpuProfile(parts, options));
    },
  };
}

/** Share of time same-named siblings may take; above it, their lines are executed lines. */
const MAX_TORN_SHARE = 0.5;

const LINES_THAT_RAN: Finding = {
  id: 'lines-that-ran',
  level: 'info',
  message:
    'The file, like those of Bun 1.3, records which line of a function ran but not where the function starts: functions of the same name in a file count as a single function.',
};

/** Joins each function's entries, for files with executed lines instead of function starts. */
function joinTornFunctions(profile: Profile): Profile {
  const { functions, tree, lines, tool, weight, threads, samples } = profile;
  if (lines.length > 0 || !isTorn(profile)) return profile;
  const builder = createProfileBuilder();
  const indexes = functions.map((profiledFunction) =>
    builder.functionOf(
      isPlaced(profiledFunction)
        ? { ...profiledFunction, line: null, column: null }
        : profiledFunction,
    ),
  );
  addProfileTree(builder, tree, indexes);
  for (const [node, of] of tree.of.entries()) {
    const line = functions[of]?.line ?? null;
    const self = tree.self[node] ?? 0;
    if (line !== null && self > 0) builder.addLine(indexes[of] ?? 0, line, self);
  }
  const joined = builder.build({ tool, weight, threads, samples });
  return { ...joined, findings: [LINES_THAT_RAN] };
}

function isTorn({ functions, tree: { parent, of, self } }: Profile): boolean {
  const groups = new Map<string, { places: Set<number>; weight: number }>();
  let all = 0;
  for (const [node, index] of of.entries()) {
    const profiledFunction = functions[index];
    if (
      profiledFunction === undefined ||
      !isPlaced(profiledFunction) ||
      profiledFunction.name === '(anonymous)'
    )
      continue;
    const key = `${parent[node] ?? NO_PARENT} ${profiledFunction.name}\0${profiledFunction.file}`;
    const group = groups.get(key) ?? { places: new Set(), weight: 0 };
    groups.set(key, group);
    group.places.add(index);
    group.weight += self[node] ?? 0;
    all += self[node] ?? 0;
  }
  const torn = [...groups.values()].filter(({ places }) => places.size > 1);
  return all > 0 && torn.reduce((sum, { weight }) => sum + weight, 0) > MAX_TORN_SHARE * all;
}

function isPlaced({ file, line }: ProfiledFunction): boolean {
  return file !== null && line !== null;
}

/** Digits that a number can have and be exact; with more it is read as a text. */
const MAX_EXACT_DIGITS = 15;

/** Reads a list of numbers digit by digit, without creating strings. @throws BadProfile */
export function readJsonNumbers(add: (value: number) => void): JsonValueReader {
  let hasBegun = false;
  /** Digits of a number that the previous piece ended in. */
  let rest = '';

  const begin = (bytes: Buffer, from: number): number => {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      hasBegun = byte === JSON_BYTE.openList;
      if (hasBegun) return at + 1;
      if (!isBlank(byte)) throw new BadProfile('expected an array of numbers');
    }
    return bytes.length;
  };
  const addText = (text: string): void => {
    const number = Number(text);
    if (!Number.isFinite(number))
      throw new BadProfile(`the file is not JSON: ${text} is not a number`);
    add(number);
  };

  return {
    read: (bytes, start) => {
      let from = hasBegun ? start : begin(bytes, start);
      let value = 0;
      /** True as long as there have been only digits. */
      let isPlain = rest === '';
      // Inlined instead of a call for each digit, since there are hundreds of millions.
      for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte >= JSON_BYTE.zero && byte <= JSON_BYTE.nine) {
          value = value * 10 + (byte - JSON_BYTE.zero);
          continue;
        }
        const isEnd = byte === JSON_BYTE.closeList;
        if (!isEnd && byte !== JSON_BYTE.comma && !isBlank(byte)) {
          isPlain = false;
          continue;
        }
        if (isPlain && at > from && at - from <= MAX_EXACT_DIGITS) add(value);
        else if (at > from || rest !== '') addText(rest + bytes.toString('latin1', from, at));
        from = at + 1;
        value = 0;
        isPlain = true;
        rest = '';
        if (isEnd) return at + 1;
      }
      rest += bytes.toString('latin1', from);
      return NEEDS_MORE_INPUT;
    },
  };
}
