import type { ProfiledFunction, ProfileWeight } from '../../harness/model/program/profile.ts';
import { parseLoggedFunction } from '../create-v8-profiled-function.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder, NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

/** `spin 22282/22282 [001] 13512.386384:    5025125 cpu-clock:ppp:  …`: a sample begins. */
const SAMPLE =
  /^ *(?<command>\S.*?) +(?<process>-?\d+)(?:\/(?<thread>-?\d+))? +(?:\[\d+\] +)?(?<time>\d+\.\d+): +(?:(?<period>\d+) +)?(?<event>[^\s:][^\s]*):(?<flat> .*)?$/;
/** `	1166 inner+0x1d (/app/spin)`: a frame, the innermost first. */
const FRAME = /^\s*(?<address>[0-9a-f]+) (?<symbol>.+) \((?<object>[^()]*(?:\([^()]*\))?[^()]*)\)$/;
const OFFSET = /\+0x[0-9a-f]+$/;
/** Prefix of V8's names in perf (`--perf-basic-prof`): `JS:*inner file:///app/work.mjs:1:15`. */
const OF_V8 =
  /^(?:JS|LazyCompile|Function|Script|Eval|Builtin|BytecodeHandler|RegExp|Stub): ?[*~^+]?/;

/** Text that Linux `perf script` prints, with stacks (`record -g`) or without. */
export const perfScriptImporter: TextImporter = {
  tool: 'perf',
  title: 'Linux perf (perf script)',
  recognises: (head) => head.split('\n', 200).some((line) => SAMPLE.test(line)),
  read: (text, own) => {
    const builder = createProfileBuilder();
    const named = new Map<string, number>();
    const functionOf = (symbol: string): number => {
      const known = named.get(symbol) ?? builder.functionOf(nameSymbol(symbol, own));
      named.set(symbol, known);
      return known;
    };
    const threads = new Set<string>();
    let counted: Counted | null = null;
    let samples = 0;
    for (const { head, frames } of samplesOf(text)) {
      counted ??= countedOf(head.event);
      // Each of several events covers everything, so only one is read.
      if (eventName(head.event) !== counted.event) continue;
      const node = addStack(builder, functionOf, head, frames);
      builder.add(node, counted.factor === null ? 1 : head.period * counted.factor);
      threads.add(head.thread);
      samples += 1;
    }
    if (counted === null) throw new BadProfile('the file has no samples');
    return builder.build({ tool: 'perf', weight: counted.weight, threads: threads.size, samples });
  },
};

interface SampleHead {
  readonly command: string;
  readonly thread: string;
  readonly period: number;
  readonly event: string;
}

interface Sample {
  readonly head: SampleHead;
  /** Symbols from the innermost. */
  readonly frames: readonly string[];
}

function* samplesOf(text: string): Generator<Sample> {
  let open: { readonly head: SampleHead; readonly frames: string[] } | null = null;
  for (const [index, line] of linesOf(text).entries()) {
    const groups = line.startsWith('\t') ? undefined : SAMPLE.exec(line)?.groups;
    if (groups !== undefined) {
      if (open !== null) yield open;
      const { command = '', process = '', thread, period = '1', event = '', flat } = groups;
      const head = { command, thread: thread ?? process, period: Number(period), event };
      const only = symbolOf(flat ?? '');
      open = { head, frames: only === null ? [] : [only] };
    } else if (line.trim() !== '' && !line.startsWith('#')) {
      if (open === null || !/^\s/.test(line)) {
        throw new BadProfile(
          `line ${index + 1} is neither a sample nor a frame of perf script output`,
        );
      }
      // Lines that are no frames are source locations that `-F +srcline` prints after a frame.
      const symbol = symbolOf(line);
      if (symbol !== null) open.frames.push(symbol);
    }
  }
  if (open !== null) yield open;
}

/** A text that does not end with a line end was cut off: perf ends each line. */
function linesOf(text: string): readonly string[] {
  if (!text.endsWith('\n')) throw new BadProfile('the file is truncated');
  return text.split(/\r?\n/);
}

function symbolOf(line: string): string | null {
  const { symbol, object } = FRAME.exec(line)?.groups ?? {};
  if (symbol === undefined) return null;
  const name = symbol.replace(OFFSET, '');
  // Unnamed code is distinguished by its file.
  return name === '[unknown]' && object !== '[unknown]' ? `[unknown] ${object}` : name;
}

interface Counted {
  readonly event: string;
  readonly weight: ProfileWeight;
  /** Factor from periods to our unit; null: each sample counts as one. */
  readonly factor: number | null;
}

/** Clocks count nanoseconds; cycles are neither time nor instructions. */
function countedOf(text: string): Counted {
  const event = eventName(text);
  if (/^(cpu|task)-clock$/.test(event)) return { event, weight: 'time', factor: 1e-6 };
  if (event === 'instructions') return { event, weight: 'instructions', factor: 1 };
  return { event, weight: 'samples', factor: null };
}

/** Without its modifiers: `cycles:u`, `cpu-clock:ppp`. */
function eventName(text: string): string {
  return text.replace(/:[a-zA-Z]+$/, '');
}

function addStack(
  builder: ProfileBuilder,
  functionOf: (symbol: string) => number,
  { command }: SampleHead,
  frames: readonly string[],
): number {
  if (command === 'swapper') return builder.node(NO_PARENT, functionOf('(idle)'));
  let node = NO_PARENT;
  for (const symbol of frames.toReversed()) node = builder.node(node, functionOf(symbol));
  return node === NO_PARENT ? builder.node(node, functionOf('[unknown]')) : node;
}

function nameSymbol(symbol: string, own: string): ProfiledFunction {
  if (OF_V8.test(symbol)) return parseLoggedFunction(symbol.replace(OF_V8, ''), own);
  return createFrameFunction(symbol, { file: null, line: null });
}
