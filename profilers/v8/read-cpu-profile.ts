import type { Profile } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import { growingIntegers, growingNumbers } from '../growing-column.ts';
import { readItems } from '../json/read-items.ts';
import { readNumbers } from '../json/read-numbers.ts';
import { readValue } from '../json/read-value.ts';
import { scanMembers } from '../json/scan-members.ts';
import { createCpuProfileColumns } from './cpu-profile-columns.ts';
import { joinTornFunctions } from './join-torn-functions.ts';
import {
  type ColumnsOptions,
  type CpuProfileParts,
  profileOfColumns,
} from './profile-of-columns.ts';

/** Samples of more than a day at one a millisecond; each takes twelve bytes of memory. */
const MOST_SAMPLES = 1e8;

export interface ReadCpuProfileOptions extends ColumnsOptions {
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
}

/** Takes a file piece by piece. */
export interface CpuProfileReader {
  /** @throws BadProfile */
  readonly push: (piece: Uint8Array) => void;
  /** @throws BadProfile where it is none, or is cut short. */
  readonly profile: () => Profile;
}

/** Reads a CPU profile of V8, Chrome's and Node's own files among them. @throws BadProfile */
export function readCpuProfile(bytes: Uint8Array, options: ReadCpuProfileOptions): Profile {
  const reader = createCpuProfileReader(options);
  reader.push(bytes);
  return reader.profile();
}

/**
 * Reads a CPU profile while it comes in. A busy server leaves hundreds of megabytes, of which only
 * columns are kept.
 */
export function createCpuProfileReader({
  own,
  ...options
}: ReadCpuProfileOptions): CpuProfileReader {
  const nodes = createCpuProfileColumns(own);
  const [ids, deltas] = [growingIntegers(), growingNumbers()];
  const times: { startTime?: unknown; endTime?: unknown } = {};
  const scanner = scanMembers({
    nodes: readItems(nodes.add),
    startTime: readValue((value) => {
      times.startTime = value;
    }),
    endTime: readValue((value) => {
      times.endTime = value;
    }),
    samples: readNumbers((id) => {
      if ((id | 0) !== id) throw new BadProfile(`its sample of node ${id} is of none`);
      if (ids.count() === MOST_SAMPLES)
        throw new BadProfile('it has more than 100 million samples');
      ids.add(id);
    }),
    timeDeltas: readNumbers((delta) => {
      if (deltas.count() === MOST_SAMPLES) throw new BadProfile('it has more times than samples');
      deltas.add(delta);
    }),
  });
  const timedOf = (names: ReadonlySet<string>): CpuProfileParts['timed'] => {
    if (names.has('samples') !== names.has('timeDeltas')) {
      throw new BadProfile('it has one of `samples` and `timeDeltas` without the other');
    }
    if (!names.has('samples')) return null;
    if (ids.count() === deltas.count()) return { ids: ids.values(), deltas: deltas.values() };
    throw new BadProfile('its `samples` and `timeDeltas` are not lists of one length');
  };
  return {
    push: scanner.push,
    profile: () => {
      const names = scanner.end();
      const { startTime, endTime } = times;
      if (!names.has('nodes')) {
        throw new BadProfile('it has no `nodes`, as a CPU profile of V8 has');
      }
      if (typeof startTime !== 'number' || typeof endTime !== 'number') {
        throw new BadProfile('it has no `startTime` and `endTime`');
      }
      const timed = timedOf(names);
      const parts = { columns: nodes.build(), timed, startTime, endTime };
      return joinTornFunctions(profileOfColumns(parts, options));
    },
  };
}
