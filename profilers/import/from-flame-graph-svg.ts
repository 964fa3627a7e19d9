import { parseStackFrame } from '../parse-stack-frame.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { TextImporter } from './profile-importer.ts';

/** `<g><title>inner (work.py:6) (35 samples, 33.98%)</title><rect … y="100" … fg:x="0" fg:w="35"/>`. */
const FRAME =
  /<title>(?<title>[^<]*)<\/title>\s*<rect [^>]*?\by="(?<y>[\d.]+)"[^>]*? fg:x="(?<x>\d+)" fg:w="(?<width>\d+)"/g;
/** Suffix that inferno writes after the name of a frame. */
const COUNT = / \([\d,]+ samples?, [\d.]+%\)$/;
/** The frame below all others. */
const WHOLE = /^all$/;
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** inferno's flame graphs, the default of py-spy and cargo flamegraph: frames with start and number of samples. */
export const flameGraphSvgImporter: TextImporter = {
  tool: 'flame-graph',
  title: 'flame graph SVG (py-spy, cargo flamegraph)',
  recognises: (head) => /^\s*(<\?xml|<!DOCTYPE svg|<svg)/.test(head),
  read: (text) => {
    if (!text.trimEnd().endsWith('</svg>')) throw new BadProfile('the file is truncated');
    const rows = rowsOf(framesOf(text));
    const builder = createProfileBuilder();
    let below: readonly Placed[] = [];
    let samples = 0;
    for (const [depth, row] of rows.entries()) {
      const placed: Placed[] = [];
      for (const frame of row) {
        const above = below.find(({ x, end }) => x <= frame.x && frame.x < end);
        if (above === undefined && depth > 0) throw new BadProfile('a frame has no parent frame');
        const { of, ran } = parseStackFrame(frame.name);
        const index = builder.functionOf(of);
        const parent = above?.node ?? NO_PARENT;
        const isWhole = depth === 0 && WHOLE.test(frame.name);
        const node = isWhole ? NO_PARENT : builder.node(parent, index);
        placed.push({ ...frame, node, index, ran });
        if (depth === 0) samples += frame.end - frame.x;
      }
      addWeights(builder, below, row);
      below = placed;
    }
    addWeights(builder, below, []);
    return builder.build({ tool: 'flame-graph', weight: 'samples', threads: 1, samples });
  },
};

interface Frame {
  readonly name: string;
  readonly y: number;
  /** Position from the left, samples. */
  readonly x: number;
  readonly end: number;
}

interface Placed extends Frame {
  readonly node: number;
  readonly index: number;
  readonly ran: number | null;
}

function framesOf(text: string): readonly Frame[] {
  const frames = Array.from(text.matchAll(FRAME), ({ groups = {} }) => {
    const { title = '', y, x, width } = groups;
    const name = title
      .replace(COUNT, '')
      .replace(/&(\w+);/g, (all, entity) => ENTITIES[entity] ?? all);
    return { name, y: Number(y), x: Number(x), end: Number(x) + Number(width) };
  });
  if (frames.length > 0) return frames;
  throw new BadProfile(
    'the image lacks the per-frame sample counts that py-spy and cargo flamegraph write',
  );
}

/** Frames of equal depth together, from the outermost; flames point down as often as up. */
function rowsOf(frames: readonly Frame[]): readonly (readonly Frame[])[] {
  const rows = Map.groupBy(frames, ({ y }) => y);
  const sorted = [...rows].toSorted(([row], [other]) => row - other).map(([, row]) => row);
  const widthOf = (row: readonly Frame[] = []): number =>
    row.reduce((sum, { x, end }) => sum + end - x, 0);
  return widthOf(sorted[0]) >= widthOf(sorted.at(-1)) ? sorted : sorted.toReversed();
}

function addWeights(
  builder: ReturnType<typeof createProfileBuilder>,
  below: readonly Placed[],
  row: readonly Frame[],
): void {
  for (const { node, index, ran, x, end } of below) {
    const called = row.filter((frame) => frame.x >= x && frame.x < end);
    const self = called.reduce((rest, frame) => rest - (frame.end - frame.x), end - x);
    if (self < 0) throw new BadProfile('child frames are wider than their parent');
    if (node === NO_PARENT || self === 0) continue;
    builder.add(node, self);
    if (ran !== null) builder.addLine(index, ran, self);
  }
}
