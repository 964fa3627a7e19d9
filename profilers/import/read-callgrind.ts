import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { addCallGraphToProfile } from './add-call-graph-to-profile.ts';
import type { TextImporter } from './profile-importer.ts';

/** Suffix by which callgrind tells a recursive function's deeper calls from the first: `deep'2`. */
const DEEPER = /'\d+$/;
const UNKNOWN = '???';

/** Reads output of `valgrind --tool=callgrind`: instructions of each function, and of its calls. */
export const callgrindImporter: TextImporter = {
  tool: 'callgrind',
  title: 'callgrind (valgrind --tool=callgrind)',
  recognises: (head) =>
    /^# callgrind format/.test(head) || (/^events: /m.test(head) && /^fn=/m.test(head)),
  read: (text) => {
    const { functions, threads } = readCallgrind(text);
    const builder = createProfileBuilder();
    const positions = new Map(
      functions.map((callgrindFunction, position) => [callgrindFunction, position]),
    );
    const graph = functions.map((callgrindFunction) => ({
      index: builder.functionOf(nameFunction(callgrindFunction)),
      self: callgrindFunction.self,
      callees: new Map(
        [...callgrindFunction.callees].map(([callee, cost]) => [positions.get(callee) ?? 0, cost]),
      ),
    }));
    addCallGraphToProfile(builder, graph);
    for (const [position, { lines }] of functions.entries()) {
      for (const [line, cost] of lines) builder.addLine(graph[position]?.index ?? 0, line, cost);
    }
    const profile = builder.build({
      tool: 'callgrind',
      weight: 'instructions',
      threads,
      samples: null,
    });
    if (profile.tree.of.length === 0) throw new BadProfile('the file has no costs');
    return profile;
  },
};

function nameFunction({ name, file, object }: CallgrindFunction): ProfiledFunction {
  const isKnown = file !== UNKNOWN && file !== '';
  const named = createFrameFunction(name.replace(DEEPER, ''), {
    file: isKnown ? file : null,
    line: null,
  });
  // System libraries are not the project's, whatever sources their debugging symbols name.
  const isSystem = /^\/(usr\/)?lib(32|64|x32)?\//.test(object);
  return isSystem ? { ...named, owner: 'native' } : named;
}

export interface CallgrindFunction {
  readonly name: string;
  readonly file: string;
  /** The program or shared object that it is in. */
  readonly object: string;
  self: number;
  /** Own cost by line, in its own file only. */
  readonly lines: Map<number, number>;
  /** By function: cost of the calls, with all that they called. */
  readonly callees: Map<CallgrindFunction, number>;
}

export interface CallgrindFile {
  readonly functions: readonly CallgrindFunction[];
  readonly threads: number;
}

interface Position {
  object: string;
  /** File of the function; `fi=` and `fe=` change only `file`. */
  home: string;
  file: string;
  line: number;
}

const INSTRUCTIONS = 'Ir';
const ASSIGNMENT = /^(?<key>ob|fl|fi|fe|fn|cob|cfi|cfl|cfn)=(?:\((?<id>\d+)\) ?)?(?<name>.*)$/;
const COST = /^(?:0x[0-9a-f]+|[+-]?\d+|\*)(?: |$)/;

/**
 * Reads costs of functions and calls ("Callgrind Format Specification"). @throws BadProfile if it
 * is truncated or contains no counts.
 */
export function readCallgrind(text: string): CallgrindFile {
  const reader = createReader();
  let hasEnd = false;
  for (const line of text.split('\n')) {
    hasEnd ||= line.startsWith('totals:');
    reader.readLine(line.trimEnd());
  }
  if (!hasEnd) throw new BadProfile('the file is truncated');
  return reader.file();
}

function createReader() {
  const functions = new Map<string, CallgrindFunction>();
  const threads = new Set<string>();
  const nameOf = nameUnpacker();
  const at: Position = { object: '', home: '', file: '', line: 0 };
  const called = { object: '', file: '', function: '' };
  const columns = { line: 0, event: -1, positions: 1 };
  let current: CallgrindFunction | null = null;
  let isCall = false;

  const functionAt = (object: string, file: string, name: string): CallgrindFunction => {
    const key = `${object}\0${file}\0${name}`;
    const made: CallgrindFunction = functions.get(key) ?? {
      ...{ name, file, object, self: 0 },
      ...{ lines: new Map(), callees: new Map() },
    };
    functions.set(key, made);
    return made;
  };
  const assign = (key: string, value: string): void => {
    if (key === 'ob') at.object = value;
    else if (key === 'fl') [at.home, at.file] = [value, value];
    else if (key === 'fi' || key === 'fe') at.file = value;
    else if (key === 'fn') {
      current = functionAt(at.object, at.home, value);
      at.file = at.home;
    } else if (key === 'cob') called.object = value;
    else if (key === 'cfi' || key === 'cfl') called.file = value;
    else called.function = value;
  };
  const addCost = (line: string): void => {
    const fields = line.split(/ +/);
    if (current === null) throw new BadProfile('the file has costs before the first function');
    if (columns.event < 0)
      throw new BadProfile('the file has no `events` line that names its cost types');
    at.line = moved(at.line, fields[columns.line] ?? '');
    // Zero may be left out at the end of a line, and a jump has no cost.
    const cost = Number(fields[columns.positions + columns.event] ?? 0);
    if (!Number.isFinite(cost) || cost < 0) throw new BadProfile(`"${line}" is not a cost line`);
    if (isCall) {
      const callee = functionAt(
        called.object || at.object,
        called.file || at.file,
        called.function,
      );
      current.callees.set(callee, (current.callees.get(callee) ?? 0) + cost);
      [called.object, called.file, isCall] = ['', '', false];
      return;
    }
    current.self += cost;
    if (at.file !== current.file || at.line <= 0 || cost === 0) return;
    current.lines.set(at.line, (current.lines.get(at.line) ?? 0) + cost);
  };

  return {
    readLine: (line: string): void => {
      const assigned = ASSIGNMENT.exec(line)?.groups;
      if (assigned !== undefined) {
        const { key = '', id, name = '' } = assigned;
        assign(key, nameOf(key, id, name));
      } else if (line.startsWith('calls=')) isCall = true;
      else if (COST.test(line)) addCost(line);
      else if (line.startsWith('events:')) columns.event = eventColumn(line);
      else if (line.startsWith('positions:')) {
        const kinds = line.split(/\s+/).slice(1);
        [columns.line, columns.positions] = [kinds.indexOf('line'), kinds.length];
      } else if (line.startsWith('thread:')) threads.add(line);
    },
    file: (): CallgrindFile => ({
      functions: [...functions.values()],
      threads: Math.max(1, threads.size),
    }),
  };
}

/** Resolves names of objects, files, functions: once with a number, then only the number. */
function nameUnpacker(): (key: string, id: string | undefined, name: string) => string {
  const names = new Map<string, string>();
  return (key, id, name) => {
    if (id === undefined) return name;
    const kind = key.endsWith('ob') ? 'object' : key.endsWith('fn') ? 'function' : 'file';
    const known = `${kind} ${id}`;
    if (name !== '') names.set(known, name);
    const found = names.get(known);
    if (found === undefined) throw new BadProfile(`the file has no name for the ${kind} (${id})`);
    return found;
  };
}

/** Returns the line of a position, which may be relative to the previous line. */
function moved(line: number, field: string): number {
  if (field === '*') return line;
  return /^[+-]/.test(field) ? line + Number(field) : Number(field);
}

function eventColumn(line: string): number {
  const events = line.split(/\s+/).slice(1);
  const column = events.indexOf(INSTRUCTIONS);
  if (column >= 0) return column;
  throw new BadProfile(
    `the file does not count instructions (${INSTRUCTIONS}); counted events: ${events.join(', ') || 'nothing'}`,
  );
}
