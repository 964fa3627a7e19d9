import type { ProfiledFunction, ProfileWeight } from '../../harness/model/program/profile.ts';
import { parseLoggedFunction } from '../create-v8-profiled-function.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import {
  isPerfScript,
  type PerfFrame,
  type PerfSample,
  readPerfSamples,
} from '../perf/perf-script-samples.ts';
import {
  createProfileBuilder,
  NO_PARENT,
  type ProfileBuilder,
  rememberFunctions,
} from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

/** Prefix of V8's names in perf (`--perf-basic-prof`): `JS:*inner file:///app/work.mjs:1:15`. */
const OF_V8 =
  /^(?:JS|LazyCompile|Function|Script|Eval|Builtin|BytecodeHandler|RegExp|Stub): ?[*~^+]?/;

/** Text that Linux `perf script` prints, with stacks (`record -g`) or without. */
export const perfScriptImporter: TextImporter = {
  tool: 'perf',
  title: 'Linux perf (perf script)',
  recognises: isPerfScript,
  read: (text, own) => {
    const builder = createProfileBuilder();
    const functionOf = rememberFunctions(builder, (symbol: string) => nameSymbol(symbol, own));
    const threads = new Set<string>();
    let counted: Counted | null = null;
    let samples = 0;
    for (const sample of readPerfSamples(text)) {
      counted ??= countedOf(sample.event);
      // Each of several events covers everything, so only one is read.
      if (eventName(sample.event) !== counted.event) continue;
      const node = addStack(builder, functionOf, sample);
      builder.add(node, counted.factor === null ? 1 : sample.period * counted.factor);
      threads.add(sample.thread);
      samples += 1;
    }
    if (counted === null) throw new BadProfile('the file has no samples');
    return builder.build({ tool: 'perf', weight: counted.weight, threads: threads.size, samples });
  },
};

/** Name of a frame: unnamed code is distinguished by its file. */
function symbolOf({ symbol, object }: PerfFrame): string {
  return symbol === '[unknown]' && object !== '[unknown]' ? `[unknown] ${object}` : symbol;
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
  { command, frames }: PerfSample,
): number {
  if (command === 'swapper') return builder.node(NO_PARENT, functionOf('(idle)'));
  let node = NO_PARENT;
  for (const frame of frames.toReversed()) node = builder.node(node, functionOf(symbolOf(frame)));
  return node === NO_PARENT ? builder.node(node, functionOf('[unknown]')) : node;
}

function nameSymbol(symbol: string, own: string): ProfiledFunction {
  if (OF_V8.test(symbol)) return parseLoggedFunction(symbol.replace(OF_V8, ''), own);
  return createFrameFunction(symbol, { file: null, line: null });
}
