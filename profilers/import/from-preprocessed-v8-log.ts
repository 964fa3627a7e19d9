import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { parseLoggedFunction } from '../create-v8-profiled-function.ts';
import { parseProfileJson, readFirstKeys } from '../parse-profile-json.ts';
import { createProfileBuilder, NO_PARENT, rememberFunctions } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

/** As `node --prof-process --preprocess -j` writes it (V8, tools/profview). */
interface ProcessedLog {
  readonly code?: readonly {
    readonly name: string;
    readonly type: string;
    readonly source?: { readonly script?: number };
  }[];
  readonly ticks?: readonly Tick[];
}

interface Tick {
  /** State of V8. */
  readonly vm: number;
  /** Alternating indexes into `code` and offsets, innermost first; `UNKNOWN`: code is gone. */
  readonly s: readonly number[];
}

const UNKNOWN = -1;
/** V8's `StateTag` of the collector (include/v8-unwinder.h, `VMState`). */
const COLLECTS = 1;
const COLLECTOR: ProfiledFunction = {
  name: '(garbage collector)',
  owner: 'gc',
  package: null,
  file: null,
  line: null,
  column: null,
};

/** Imports the processed log of `node --prof`; 0x stores the same next to its flame graph. */
export const v8LogImporter: TextImporter = {
  tool: 'v8-prof',
  title: 'processed log of node --prof',
  recognises: (head) => readFirstKeys(head).keys.includes('code') || isRawLog(head),
  read: (text, own) => {
    if (!/^\s*\{/.test(text.slice(0, 64))) {
      throw new BadProfile(
        'the file is a raw `node --prof` log, which can be read only by the Node.js build that wrote it: provide profile.json from `node --prof-process --preprocess -j LOG > profile.json`',
      );
    }
    const { code, ticks } = parseProfileJson(text) as ProcessedLog;
    if (!Array.isArray(code) || !Array.isArray(ticks)) {
      throw new BadProfile(
        'the file lacks `code` or `ticks`, which every processed V8 log contains',
      );
    }
    const builder = createProfileBuilder();
    const indexOf = rememberFunctions(builder, (place: number) => {
      const { name = '(unknown)', source } = code[place] ?? {};
      return parseLoggedFunction(name, own, source?.script);
    });
    for (const { vm, s: stack } of ticks.map(checkTick)) {
      let node = NO_PARENT;
      for (let at = stack.length - 2; at >= 0; at -= 2) {
        const place = stack[at] ?? UNKNOWN;
        // A frame whose code V8 has discarded since hides only itself, unless it was the innermost.
        if (place === UNKNOWN && at > 0) continue;
        node = builder.node(node, indexOf(place));
      }
      if (vm === COLLECTS) node = builder.node(node, builder.functionOf(COLLECTOR));
      if (node !== NO_PARENT) builder.add(node, 1);
    }
    return builder.build({
      tool: 'v8-prof',
      weight: 'samples',
      threads: 1,
      samples: ticks.length,
    });
  },
};

/** @throws BadProfile if its structure is wrong. */
function checkTick(tick: unknown, index: number): Tick {
  const { vm, s: stack } = (tick ?? {}) as Partial<Tick>;
  if (typeof vm === 'number' && Array.isArray(stack)) return { vm, s: stack };
  throw new BadProfile(`tick ${index} lacks a state or a stack`);
}

/** True for a raw log of V8: lines of values, of which the first identify the V8 that wrote it. */
function isRawLog(head: string): boolean {
  return /^(v8-version|shared-library|code-creation|profiler),/m.test(head.slice(0, 4_096));
}
