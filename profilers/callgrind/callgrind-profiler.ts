import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Valgrind } from '../../harness/executors/instructions/find-valgrind.ts';
import { instructionCountingFlags } from '../../harness/executors/instructions/instruction-counting-v8-flags.ts';
import {
  CALLGRIND_DUMP_PREFIX,
  commandValgrindOptions,
  findValgrindError,
} from '../../harness/executors/instructions/valgrind-run-files.ts';
import { addNodeFlags } from '../../harness/executors/node/node-command-flags.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
} from '../../harness/model/program/profiler.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { createProfileBuilder, mergeProfiles, NO_PARENT } from '../profile-builder.ts';
import {
  type FindCompiledCode,
  parseCompiledCodePlace,
  readJitPerfMap,
} from '../read-jit-perf-map.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));
/** Share of V8-generated code without a name above which it is reported. */
const MUCH_UNRESOLVED = 0.01;
/** Name that callgrind gives to code without a symbol: its address. */
const ADDRESS = /^0x[0-9a-f]+$/;

/**
 * Creates the profiler for valgrind's callgrind: machine instructions by function, counted instead
 * of sampled. Functions that V8 has compiled have no symbols; V8's own list (`--perf-basic-prof`)
 * names them. The cost of interpreted functions is attributed to V8's interpreter. Callers are
 * omitted, since callgrind cannot follow calls of compiled JavaScript.
 */
export function createCallgrindProfiler(host: Host, { valgrind }: Valgrind): Profiler {
  return {
    id: 'callgrind',
    attach: (folder): AttachedProfiler => ({
      env: { UV_USE_IO_URING: '0', VALGRIND_OPTS: '' },
      wrap: (command, seed) => wrap(command, valgrind, folder, seed),
      read: async () => readFolder(host, folder),
    }),
  };
}

function wrap(command: CommandLine, valgrind: string, folder: string, seed: number): CommandLine {
  const flags = [
    ...instructionCountingFlags(seed, undefined),
    '--perf-basic-prof',
    `--perf-basic-prof-path=${folder}`,
  ];
  const flagged = addNodeFlags(command, flags);
  if (flagged.type === 'shell') return flagged;
  return {
    type: 'argv',
    argv: [valgrind, ...commandValgrindOptions(folder), '--dump-instr=yes', ...flagged.argv],
  };
}

function readFolder(host: Host, folder: string): ProfileResult {
  const { files } = host;
  const dumps = files.list(folder).filter((name) => name.startsWith(`${CALLGRIND_DUMP_PREFIX}.`));
  const read = dumps.flatMap((name) => {
    const map = files.read(
      join(folder, `perf-${name.slice(CALLGRIND_DUMP_PREFIX.length + 1)}.map`),
    );
    const text = files.read(join(folder, name)) ?? '';
    // A killed process leaves an empty file.
    return text === '' ? [] : [readDump(text, readJitPerfMap(map ?? ''))];
  });
  const [first, ...others] = read;
  if (first === undefined) {
    const trouble = findValgrindError(files, folder, '');
    throw new UnitFailure({
      reason: 'protocol',
      message: trouble ?? 'valgrind wrote no instruction counts',
      remedy: 'Run the command under `valgrind --tool=callgrind` by hand to see why.',
    });
  }
  const unresolved = read.reduce((sum, dump) => sum + dump.unresolved, 0);
  const total = read.reduce((sum, dump) => sum + dump.total, 0);
  const profile = mergeProfiles([first.profile, ...others.map((other) => other.profile)]);
  return {
    profile: { ...profile, threads: read.length },
    lost: dumps.length - read.length,
    findings: unresolved / total > MUCH_UNRESOLVED ? [unresolvedFinding(unresolved / total)] : [],
  };
}

/** @throws UnitFailure if it cannot be read. */
function readDump(text: string, find: FindCompiledCode) {
  const builder = createProfileBuilder();
  let unresolved = 0;
  let total = 0;
  for (const counted of countedFunctions(text, find)) {
    if (counted.instructions === 0) continue;
    const of = nameCounted(counted);
    if (of.name === UNRESOLVED.name) unresolved += counted.instructions;
    total += counted.instructions;
    builder.add(builder.node(NO_PARENT, builder.functionOf(of)), counted.instructions);
  }
  const facts = { tool: 'callgrind', weight: 'instructions', threads: 1, samples: null } as const;
  const profile: Profile = builder.build(facts);
  return { profile, unresolved, total };
}

function countedFunctions(text: string, find: FindCompiledCode): readonly CountedFunction[] {
  try {
    return readCallgrindFunctions(text, find);
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    const message = `the callgrind output cannot be read: ${error.message}`;
    throw new UnitFailure({ reason: 'protocol', message });
  }
}

const UNRESOLVED: ProfiledFunction = {
  name: '(unnamed compiled code)',
  owner: 'native',
  package: null,
  file: null,
  line: null,
  column: null,
};

function nameCounted({ name, object }: CountedFunction): ProfiledFunction {
  // In a library without symbols, only the library is known.
  if (ADDRESS.test(name)) {
    return object === '' || object === '???'
      ? UNRESOLVED
      : { ...UNRESOLVED, name: basename(object) };
  }
  const place = object === '' ? parseCompiledCodePlace(name) : null;
  return place === null ? { ...UNRESOLVED, name } : createV8ProfiledFunction(place, OWN);
}

function unresolvedFinding(share: number): Finding {
  return {
    id: 'profile-unresolved',
    level: 'info',
    message: `${(share * 100).toFixed(0)} % of the instructions are in unnamed code generated by V8.`,
  };
}

/** Instructions of one callgrind function, excluding its callees. */
interface CountedFunction {
  /** V8's name for code it generated, else the symbol, else the address: `0x00000000180040c0`. */
  readonly name: string;
  /** File of the program or library; empty: none, as for code that V8 has made. */
  readonly object: string;
  readonly instructions: number;
}

/** `fn=(12) name`: an id with the name at its first occurrence, only the id after that. */
const NAMED = /^(?<key>fn|ob|cfn|cob)=\((?<id>\d+)\)(?: (?<name>.*))?$/;
/** `0x18004000 12`, `+3 12`, `* 12`: position, absolute or relative to the previous line; cost. */
const COST = /^(?<position>\*|[+-]?(?:0x[0-9a-f]+|\d+)) (?<cost>\d+)$/;
/** Suffix that callgrind adds where a function calls itself through others. */
const RECURSION = /'\d+$/;

/**
 * Reads the functions of an output of callgrind (its manual, "Callgrind Format Specification") that
 * has the address of each instruction and no lines (`--dump-instr=yes --dump-line=no`).
 *
 * Code that V8 has made is identified by its address. Where V8 enters it without a call, by
 * replacing the running code (on-stack replacement), callgrind attributes it to the function that
 * it takes for the caller.
 * @throws BadProfile where the text is no such output, or has no end.
 */
export function readCallgrindFunctions(
  text: string,
  find: FindCompiledCode,
): readonly CountedFunction[] {
  if (!/^(# callgrind format|version:|creator: callgrind)/m.test(text.slice(0, 2_000))) {
    throw new BadProfile('the file is not callgrind output');
  }
  if (!/^positions: instr$/m.test(text.slice(0, 10_000))) {
    throw new BadProfile(
      'the file has no instruction addresses: record it with `--dump-instr=yes --dump-line=no`',
    );
  }
  // Checks for the last line, since the summary is at the beginning.
  if (!/^totals: \d+/m.test(text.slice(-1_000))) throw new BadProfile('the file is truncated');
  const names = { fn: new Map<string, string>(), ob: new Map<string, string>() };
  const counts = new Map<string, { object: string; name: string; instructions: number }>();
  const add = (name: string, object: string, instructions: number): void => {
    const key = `${object}\0${name}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { name, object, instructions });
    else known.instructions += instructions;
  };
  let [object, current, address, isCall] = ['', '', 0, false];
  for (const line of text.split('\n')) {
    const { position, cost } = COST.exec(line)?.groups ?? {};
    if (position !== undefined) {
      address = moveTo(address, position);
      // The cost of a called function is counted there.
      if (!isCall) {
        const made = find(address);
        if (made === null) add(current, object, Number(cost));
        else add(made.name, '', Number(cost));
      }
      isCall = false;
      continue;
    }
    isCall ||= line.startsWith('calls=');
    const { key = '', id = '', name } = NAMED.exec(line)?.groups ?? {};
    if (key === '') continue;
    const known = names[key.endsWith('ob') ? 'ob' : 'fn'];
    if (name !== undefined) known.set(id, name);
    if (key === 'ob') object = known.get(id) ?? '';
    if (key === 'fn') current = (known.get(id) ?? '').replace(RECURSION, '');
  }
  return [...counts.values()];
}

function moveTo(address: number, position: string): number {
  if (position === '*') return address;
  const distance = Number(position.replace(/^[+-]/, ''));
  if (position.startsWith('+')) return address + distance;
  return position.startsWith('-') ? address - distance : distance;
}
