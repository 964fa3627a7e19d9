import type { Profile, ProfileWeight } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import { parseJson } from '../json/parse-json.ts';
import { frameAt } from '../name-frame.ts';
import {
  createProfileBuilder,
  mergeProfiles,
  NO_PARENT,
  type ProfileBuilder,
} from '../profile-builder.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** As https://www.speedscope.app/file-format-schema.json has it, as far as it is read. */
interface SpeedscopeFile {
  readonly shared?: { readonly frames?: readonly SpeedscopeFrame[] };
  readonly profiles?: readonly SpeedscopeProfile[];
  readonly exporter?: string;
}

interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly col?: number;
}

type SpeedscopeProfile =
  | {
      readonly type: 'sampled';
      readonly unit: string;
      readonly samples: readonly (readonly number[])[];
      readonly weights: readonly number[];
    }
  | {
      readonly type: 'evented';
      readonly unit: string;
      readonly events: readonly {
        readonly type: 'O' | 'C';
        readonly frame: number;
        readonly at: number;
      }[];
    };

/** What a weight of one stands for: its kind, and how many of ours. */
const UNITS: Readonly<Record<string, readonly [weight: ProfileWeight, factor: number]>> = {
  nanoseconds: ['time', 1e-6],
  microseconds: ['time', 1e-3],
  milliseconds: ['time', 1],
  seconds: ['time', 1e3],
  bytes: ['allocated', 1],
  none: ['samples', 1],
};

/** speedscope's own form, which py-spy, dotnet-trace, rbspy and many others write too. */
export const speedscopeImporter: ProfileImporter = {
  tool: 'speedscope',
  title: 'speedscope (py-spy, dotnet-trace, rbspy …)',
  recognises: (head) => head.includes('speedscope.app/file-format-schema.json'),
  read: (text) => {
    const file = parseJson(text) as SpeedscopeFile;
    const frames = file.shared?.frames;
    if (!Array.isArray(frames) || !Array.isArray(file.profiles)) {
      throw new BadProfile('it has no `shared.frames` and `profiles`, as files of speedscope have');
    }
    const read = file.profiles.map((profile, index) => readOne(profile, frames, index));
    const [first, ...others] = read.filter(({ tree }) => tree.of.length > 0);
    if (first === undefined) throw new BadProfile('it has no samples');
    const alike = others.filter(({ weight }) => weight === first.weight);
    return mergeProfiles([first, ...alike]);
  },
};

function readOne(
  profile: SpeedscopeProfile,
  frames: readonly SpeedscopeFrame[],
  position: number,
): Profile {
  const [weight, factor] = UNITS[profile.unit] ?? UNITS.none ?? ['samples', 1];
  const builder = createProfileBuilder();
  const nodeOf: NodeOf = (parent, frame) => {
    const one = frames[frame];
    if (one === undefined)
      throw new BadProfile(`profile ${position} has a frame ${frame}, which is missing`);
    const { name, file = null, line = null, col = null } = one;
    const { of, ran } = frameAt(name, { file, line, column: col });
    const index = builder.functionOf(of);
    return { node: builder.node(parent, index), index, ran };
  };
  const samples =
    profile.type === 'sampled'
      ? readSamples(profile, builder, nodeOf, factor)
      : readEvents(profile, builder, nodeOf, factor);
  return builder.build({ tool: 'speedscope', weight, threads: 1, samples });
}

interface Placed {
  readonly node: number;
  /** Of the function. */
  readonly index: number;
  /** The line of it that ran; null: not told. */
  readonly ran: number | null;
}

type NodeOf = (parent: number, frame: number) => Placed;

function addTo(builder: ProfileBuilder, { node, index, ran }: Placed, weight: number): void {
  builder.add(node, weight);
  if (ran !== null) builder.addLine(index, ran, weight);
}

function readSamples(
  { samples, weights }: Extract<SpeedscopeProfile, { type: 'sampled' }>,
  builder: ProfileBuilder,
  nodeOf: NodeOf,
  factor: number,
): number {
  for (const [index, stack] of samples.entries()) {
    let inner: Placed | null = null;
    for (const frame of stack) inner = nodeOf(inner?.node ?? NO_PARENT, frame);
    if (inner !== null) addTo(builder, inner, (weights[index] ?? 0) * factor);
  }
  return samples.length;
}

/** Opens and closes of frames: what lies between two events belongs to the innermost open one. */
function readEvents(
  { events }: Extract<SpeedscopeProfile, { type: 'evented' }>,
  builder: ProfileBuilder,
  nodeOf: NodeOf,
  factor: number,
): null {
  const open: Placed[] = [];
  let last = events[0]?.at ?? 0;
  for (const { type, frame, at } of events) {
    const inner = open.at(-1);
    if (inner !== undefined) addTo(builder, inner, (at - last) * factor);
    last = at;
    if (type === 'O') open.push(nodeOf(inner?.node ?? NO_PARENT, frame));
    else if (open.pop() === undefined) throw new BadProfile('a frame is closed that was not open');
  }
  return null;
}
