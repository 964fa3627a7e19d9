import { BadProfile } from '../bad-profile.ts';
import type { CodeFinder } from '../perf-map.ts';

/** Instructions of one function of callgrind's, without what it calls. */
export interface CountedFunction {
  /** As V8 names it where V8 has made the code, else the symbol, else the address: `0x00000000180040c0`. */
  readonly name: string;
  /** Of the program or library; empty: none, as of code that V8 has made. */
  readonly object: string;
  readonly instructions: number;
}

/** `fn=(12) name`: an id with the name where it comes first, the id alone after that. */
const NAMED = /^(?<key>fn|ob|cfn|cob)=\((?<id>\d+)\)(?: (?<name>.*))?$/;
/** `0x18004000 12`, `+3 12`, `* 12`: where, from the line before or from zero, and how many. */
const COST = /^(?<position>\*|[+-]?(?:0x[0-9a-f]+|\d+)) (?<cost>\d+)$/;
/** What callgrind adds where a function calls itself through others. */
const RECURSION = /'\d+$/;

/**
 * Reads the functions of an output of callgrind (its manual, "Callgrind Format Specification") that has
 * the address of each instruction and no lines (`--dump-instr=yes --dump-line=no`).
 *
 * Code that V8 has made is told by its address. callgrind counts it to the function that it thinks it
 * was called by where V8 enters it without a call: by replacing what runs (on-stack replacement).
 * @throws BadProfile where it is none, or has no end.
 */
export function readCallgrind(text: string, find: CodeFinder): readonly CountedFunction[] {
  if (!/^(# callgrind format|version:|creator: callgrind)/m.test(text.slice(0, 2_000))) {
    throw new BadProfile('it is no output of callgrind');
  }
  if (!/^positions: instr$/m.test(text.slice(0, 10_000))) {
    throw new BadProfile('it has no addresses: count with `--dump-instr=yes --dump-line=no`');
  }
  // The last line; the summary stands at the beginning.
  if (!/^totals: \d+/m.test(text.slice(-1_000))) throw new BadProfile('the file is cut short');
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
      // What a called function cost is counted there.
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
