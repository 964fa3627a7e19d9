import { type Location, Profile as PprofFile } from 'pprof-format';
import type { Profile } from '../../harness/model/program/profile.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder, NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { isCompletePprof, looksLikePprof, pickPprofValue } from './choose-pprof-sample-type.ts';
import type { BytesImporter } from './profile-importer.ts';

/** The form of Go's `runtime/pprof`, which Node.js, Rust, Python and many continuous profilers write too. */
export const pprofImporter: BytesImporter = {
  tool: 'pprof',
  title: 'pprof (Go, @datadog/pprof, pprof-rs)',
  recognises: (_head, start) => looksLikePprof(start),
  readBytes: (bytes) => {
    if (!isCompletePprof(bytes)) throw new BadProfile('the file is truncated');
    return readFile(decode(bytes));
  },
};

function decode(bytes: Uint8Array): PprofFile {
  try {
    return PprofFile.decode(bytes);
  } catch (error) {
    throw new BadProfile(`the file is not a pprof profile: ${(error as Error).message}`);
  }
}

function readFile(file: PprofFile): Profile {
  const textOf = (index: number | bigint): string => {
    const text = file.stringTable.strings[Number(index)];
    if (text === undefined)
      throw new BadProfile(`the file refers to string ${index}, which is missing`);
    return text;
  };
  const types = file.sampleType.map(({ type, unit }) => ({
    type: textOf(type),
    unit: textOf(unit),
  }));
  const picked = pickPprofValue(types);
  const builder = createProfileBuilder();
  const framesOf = frameFinder(file, builder, textOf);
  let samples = 0;
  for (const { locationId, value } of file.sample) {
    const weight = signed(value[picked.index] ?? 0) * picked.factor;
    samples += picked.countIndex === null ? 1 : signed(value[picked.countIndex] ?? 0);
    let node = NO_PARENT;
    let inner: PlacedFrame | null = null;
    // From the innermost in the file.
    for (const id of locationId.toReversed()) {
      for (const frame of framesOf(id)) {
        node = builder.node(node, frame.index);
        inner = frame;
      }
    }
    if (weight < 0)
      throw new BadProfile(
        'the profile has negative values, so it may be the difference between two profiles',
      );
    if (inner === null || weight === 0) continue;
    builder.add(node, weight);
    if (inner.ran !== null) builder.addLine(inner.index, inner.ran, weight);
  }
  const { weight } = picked;
  const profile = builder.build({ tool: 'pprof', weight, threads: 1, samples });
  if (profile.tree.of.length === 0) throw new BadProfile('the file has no samples');
  return profile;
}

interface PlacedFrame {
  readonly index: number;
  /** Line of it that ran; null: unknown, or the line where the function begins. */
  readonly ran: number | null;
}

/** Frames of a location from the outermost: a place that was inlined has several. */
function frameFinder(
  file: PprofFile,
  builder: ProfileBuilder,
  textOf: (index: number | bigint) => string,
): (id: number | bigint) => readonly PlacedFrame[] {
  const functions = new Map(
    file.function.map((pprofFunction) => [Number(pprofFunction.id), pprofFunction]),
  );
  const locations = new Map(file.location.map((location) => [Number(location.id), location]));
  const onlyLine = linesWithoutStart(file);
  const read = ({ line: lines, address }: Location): readonly PlacedFrame[] => {
    if (lines.length === 0) return [{ index: unnamed(builder, address), ran: null }];
    return lines.toReversed().map(({ functionId, line }) => {
      const pprofFunction = functions.get(Number(functionId));
      if (pprofFunction === undefined)
        throw new BadProfile(`the file refers to function ${functionId}, which is missing`);
      const start = Number(pprofFunction.startLine);
      const begins = start > 0 ? start : (onlyLine.get(Number(functionId)) ?? null);
      const place = { file: textOf(pprofFunction.filename) || null, line: begins };
      const index = builder.functionOf(createFrameFunction(textOf(pprofFunction.name), place));
      const ran = Number(line);
      return { index, ran: ran <= 0 || (start <= 0 && begins !== null) ? null : ran };
    });
  };
  const known = new Map<number, readonly PlacedFrame[]>();
  return (id) => {
    const found = known.get(Number(id));
    if (found !== undefined) return found;
    const location = locations.get(Number(id));
    if (location === undefined)
      throw new BadProfile(`the file refers to location ${id}, which is missing`);
    const frames = read(location);
    known.set(Number(id), frames);
    return frames;
  };
}

/** The only line of each function without a first line: tools like @datadog/pprof write its start there. */
function linesWithoutStart({ location, function: functions }: PprofFile): Map<number, number> {
  const seen = new Map<number, Set<number>>();
  const without = functions.filter(({ startLine }) => Number(startLine) <= 0);
  for (const { id } of without) seen.set(Number(id), new Set());
  for (const { functionId, line } of location.flatMap((pprofLocation) => pprofLocation.line)) {
    if (Number(line) > 0) seen.get(Number(functionId))?.add(Number(line));
  }
  return new Map(
    [...seen].flatMap(([id, lines]): readonly [number, number][] => {
      const [first, second] = lines;
      return first === undefined || second !== undefined ? [] : [[id, first]];
    }),
  );
}

function unnamed(builder: ProfileBuilder, address: number | bigint): number {
  const name = `0x${address.toString(16)}`;
  return builder.functionOf(createFrameFunction(name, { file: null, line: null }));
}

/** Converts a protobuf `int64`, which the decoder returns as unsigned. */
function signed(value: number | bigint): number {
  return Number(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value);
}
