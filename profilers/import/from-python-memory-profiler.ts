import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder, NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

const MIB = 2 ** 20;
const HEADING = /^Line #\s+Mem usage\s+Increment/m;
/** `     5   80.289 MiB   28.711 MiB          30           kept.append(…)`; numbers only where it ran. */
const LINE =
  /^ *(?<line>\d+)(?: +(?<memory>-?[\d.]+) MiB +(?<increment>-?[\d.]+) MiB(?: +(?<times>\d+))?)?(?<code> .*)?$/;
const DEFINITION = /^\s*(?:async\s+)?def\s+(?<name>\w+)/;
/** Share of process memory from which an increment counts as all of it: they are rounded. */
const NEARLY = 0.995;

/** The table of Python's memory_profiler: by how much the process grew at each line. */
export const memoryProfilerImporter: TextImporter = {
  tool: 'memory_profiler',
  title: 'memory_profiler (table output)',
  recognises: (head) => HEADING.test(head),
  read: (text) => {
    const builder = createProfileBuilder();
    for (const table of tablesOf(text)) addTable(builder, table);
    const profile = builder.build({
      tool: 'memory_profiler',
      weight: 'allocated',
      threads: 1,
      samples: null,
    });
    if (profile.functions.length === 0)
      throw new BadProfile('the file contains no function with line numbers');
    return profile;
  },
};

type TableLine = ReturnType<typeof readLine>;

interface Table {
  readonly file: string;
  readonly lines: readonly TableLine[];
}

/** Splits the text into one table for each function. Text in between is output of the program. */
function tablesOf(text: string): readonly Table[] {
  const parts = text.split(/^Filename: /m).slice(1);
  return parts.map((part, index) => {
    const [file = '', ...rows] = part.split(/\r?\n/);
    const begin = rows.findIndex((row) => /^=+$/.test(row.trim()));
    if (begin < 0) throw new BadProfile('the file is truncated');
    const body = rows.slice(begin + 1);
    const end = body.indexOf('');
    if (end < 0 && index === parts.length - 1) throw new BadProfile('the file is truncated');
    const first = { isFirst: true };
    const lines = body.slice(0, end).map((row) => readLine(row, file, first));
    return { file, lines };
  });
}

function readLine(row: string, file: string, state: { isFirst: boolean }) {
  const groups = LINE.exec(row)?.groups;
  if (groups === undefined)
    throw new BadProfile(`the table of ${file} contains an unreadable line: "${row}"`);
  const { line, memory, increment, times = '1', code = '' } = groups;
  const grown = isWholeProcess(Number(memory), Number(increment), Number(times), state.isFirst)
    ? 0
    : Math.max(0, Number(increment ?? 0)) * MIB;
  if (memory !== undefined) state.isFirst = false;
  return {
    line: Number(line),
    /** Bytes by which the process grew, over all times. */
    grown,
    code,
  };
}

/**
 * True if the increment is the whole process: on a function's first line, and on any line whose
 * previous line was not recorded.
 */
function isWholeProcess(memory: number, increment: number, times: number, first: boolean): boolean {
  return first || increment / times >= NEARLY * memory;
}

function addTable(builder: ProfileBuilder, { file, lines }: Table): void {
  const defined = lines.find(({ code }) => DEFINITION.test(code));
  const name = DEFINITION.exec(defined?.code ?? '')?.groups?.name ?? '(anonymous)';
  const first = defined ?? lines[0];
  if (first === undefined) return;
  const index = builder.functionOf(createFrameFunction(name, { file, line: first.line }));
  const node = builder.node(NO_PARENT, index);
  for (const { line, grown } of lines) {
    if (grown === 0) continue;
    builder.add(node, grown);
    builder.addLine(index, line, grown);
  }
}
