import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Folders that packages of any language lie in, with the package behind them. */
const PACKAGE =
  /^.*[\\/](?:node_modules|site-packages|dist-packages)[\\/](?<name>@[^\\/]+[\\/][^\\/]+|[^\\/@][^\\/]*?)(?:\.py$|[\\/]|$)/s;
/** Path of a Go module: `/go/pkg/mod/github.com/name/project@v1.2.3/…`. */
const GO_MODULE = /[\\/]pkg[\\/]mod[\\/](?<name>[^@]+)@[^\\/]+[\\/]/;
/** Standard libraries of Go and Python as usually installed; Go's own part has such names too. */
const STANDARD_LIBRARY =
  /[\\/](?:go|go-?\d[\d.]*|golang|libexec)[\\/]src[\\/]|^runtime[\\/]|[\\/]lib[\\/]python3(?:\.\d+)?[\\/]|^<frozen /;
/** `parse (src/parse.ts:14)`, `parse (src/parse.ts:14:3)`, as most tools print a place. */
const PLACED = /^(?<name>.*?) \(?(?<file>[^()]+?):(?<line>\d+)(?::(?<column>\d+))?\)?$/;

export interface FramePlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly column?: number | null;
}

/** Creates a function of any language from a tool's data, with its owner by its location. */
export function createFrameFunction(
  name: string,
  { file, line, column = null }: FramePlace,
): ProfiledFunction {
  const packageName = file === null ? null : packageOf(file);
  return {
    name: name === '' ? '(anonymous)' : name,
    owner: ownerOf(name, file, packageName),
    package: packageName?.replace('\\', '/') ?? null,
    file,
    line,
    column,
  };
}

function packageOf(file: string): string | null {
  const { name } = (PACKAGE.exec(file) ?? GO_MODULE.exec(file))?.groups ?? {};
  return name ?? null;
}

function ownerOf(
  name: string,
  file: string | null,
  packageName: string | null,
): ProfiledFunction['owner'] {
  if (/^\(?(garbage collector|garbage collection|gc)\)?$/i.test(name)) return 'gc';
  if (/^\(idle\)$/.test(name)) return 'idle';
  if (packageName !== null) return 'package';
  if (file === null || file === '' || file.startsWith('[')) return 'native';
  if (STANDARD_LIBRARY.test(file)) return 'native';
  return file.startsWith('node:') ? 'node' : 'project';
}

/** A function, and the line of it that ran where its tool reports that. */
export interface ParsedFrame {
  readonly of: ProfiledFunction;
  /** From 1; null: the tool reports where the function begins, or nothing. */
  readonly ran: number | null;
}

/** py-spy and other Python profilers report the executed line, not the start of the function. */
const LINE_THAT_RAN = /\.(py|pyx)$/;

/** Creates a function from a tool's location: its start, or one of its executed lines. */
export function createPlacedFrame(name: string, place: FramePlace): ParsedFrame {
  if (place.file === null || !LINE_THAT_RAN.test(place.file)) {
    return { of: createFrameFunction(name, place), ran: null };
  }
  return { of: createFrameFunction(name, { ...place, line: null, column: null }), ran: place.line };
}

export function parseStackFrame(text: string): ParsedFrame {
  const { name, file, line, column } = PLACED.exec(text)?.groups ?? {};
  if (name === undefined || file === undefined || line === undefined) {
    return { of: createFrameFunction(text, { file: null, line: null }), ran: null };
  }
  return createPlacedFrame(name, {
    file,
    line: Number(line),
    column: column === undefined ? null : Number(column),
  });
}
