import type { Finding } from '../../harness/model/finding.ts';
import type { Profile, ProfileWeight } from '../../harness/model/program/profile.ts';
import { parseProfileJson, readFirstKeys } from '../parse-profile-json.ts';
import { createPlacedFrame } from '../parse-stack-frame.ts';
import {
  createProfileBuilder,
  mergeProfiles,
  NO_PARENT,
  type ProfileBuilder,
} from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** As https://www.speedscope.app/file-format-schema.json has it, as far as it is read. */
interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly col?: number | null;
}

type SpeedscopeProfile = { readonly unit: string } & (
  | {
      readonly type: 'sampled';
      readonly samples: readonly (readonly number[])[];
      readonly weights: readonly number[];
    }
  | {
      readonly type: 'evented';
      readonly events: readonly {
        readonly type: 'O' | 'C';
        readonly frame: number;
        readonly at: number;
      }[];
    }
);

/** Weight and factor to our unit, by unit of the file. */
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
  recognises: (head) =>
    head.includes('speedscope.app/file-format-schema.json') ||
    readFirstKeys(head).keys.includes('shared'),
  read: (text) => {
    const { shared, profiles } = (parseProfileJson(text) ?? {}) as {
      readonly shared?: { readonly frames?: unknown };
      readonly profiles?: unknown;
    };
    const frames = shared?.frames;
    if (!Array.isArray(frames) || !Array.isArray(profiles)) {
      throw new BadProfile(
        'the file lacks `shared.frames` or `profiles`, which every speedscope file contains',
      );
    }
    const read = profiles.map((profile: unknown, position) =>
      readOne(checkProfile(profile, position), frames, position),
    );
    const [first, ...others] = read.filter(({ tree }) => tree.of.length > 0);
    if (first === undefined) throw new BadProfile('the file has no samples');
    const alike = others.filter(({ weight }) => weight === first.weight);
    const profile = mergeProfiles([first, ...alike]);
    return alike.length === others.length
      ? profile
      : { ...profile, findings: [leftOut(others.length - alike.length, first.weight)] };
  },
};

function leftOut(count: number, weight: ProfileWeight): Finding {
  return {
    id: 'other-weights',
    level: 'warning',
    message: `${count} profiles in the file are omitted because, unlike the first profile, they do not measure ${weight}.`,
    remedy: 'Write each kind of profile to its own file.',
  };
}

/** @throws BadProfile if its structure is wrong. */
function checkProfile(profile: unknown, position: number): SpeedscopeProfile {
  const { type, unit, ...lists } = (profile ?? {}) as Record<string, unknown>;
  const isKnown = typeof unit === 'string' && Object.hasOwn(UNITS, unit);
  if (!isKnown)
    throw new BadProfile(`profile ${position} has the unknown unit ${JSON.stringify(unit)}`);
  const isSound =
    type === 'sampled'
      ? Array.isArray(lists.samples) && Array.isArray(lists.weights)
      : type === 'evented' && Array.isArray(lists.events);
  if (!isSound) throw new BadProfile(`profile ${position} is neither sampled nor evented`);
  return profile as SpeedscopeProfile;
}

function readOne(
  profile: SpeedscopeProfile,
  frames: readonly unknown[],
  position: number,
): Profile {
  const [weight, factor] = UNITS[profile.unit] ?? ['samples', 1];
  const builder = createProfileBuilder();
  const nodeOf: NodeOf = (parent, frame) => {
    const { name, file, line, col } = checkFrame(frames[frame], frame, position);
    const place = { file: file ?? null, line: line ?? null, column: col ?? null };
    const { of, ran } = createPlacedFrame(name, place);
    const index = builder.functionOf(of);
    return { node: builder.node(parent, index), frame, index, ran };
  };
  const samples =
    profile.type === 'sampled'
      ? readSamples(profile, builder, nodeOf, factor)
      : readEvents(profile, builder, nodeOf, factor);
  return builder.build({ tool: 'speedscope', weight, threads: 1, samples });
}

function checkFrame(frame: unknown, index: number, position: number): SpeedscopeFrame {
  if (frame === undefined) {
    throw new BadProfile(`profile ${position} refers to frame ${index}, which is missing`);
  }
  const { name, file, line } = (frame ?? {}) as Partial<SpeedscopeFrame>;
  const isSound =
    typeof name === 'string' &&
    (file == null || typeof file === 'string') &&
    (line == null || typeof line === 'number');
  if (!isSound) throw new BadProfile(`frame ${index} has no name, or no readable location`);
  return frame as SpeedscopeFrame;
}

interface Placed {
  readonly node: number;
  readonly frame: number;
  readonly index: number;
  /** Line of it that ran; null: unknown. */
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
  if (samples.length !== weights.length) {
    throw new BadProfile(`the profile has ${samples.length} samples but ${weights.length} weights`);
  }
  for (const [index, stack] of samples.entries()) {
    let inner: Placed | null = null;
    for (const frame of stack) inner = nodeOf(inner?.node ?? NO_PARENT, frame);
    if (inner !== null) addTo(builder, inner, (weights[index] ?? Number.NaN) * factor);
  }
  return samples.length;
}

/**
 * Reads events; time between two events belongs to the innermost open frame. @throws BadProfile if
 * frames overlap without nesting.
 */
function readEvents(
  { events }: Extract<SpeedscopeProfile, { type: 'evented' }>,
  builder: ProfileBuilder,
  nodeOf: NodeOf,
  factor: number,
): null {
  const open: Placed[] = [];
  let last = events[0]?.at ?? 0;
  for (const [index, { type, frame, at }] of events.entries()) {
    if (!Number.isFinite(at)) throw new BadProfile(`event ${index} has no time`);
    if (at < last)
      throw new BadProfile(`event ${index} is at ${at}, earlier than the previous event`);
    const inner = open.at(-1);
    if (inner !== undefined) addTo(builder, inner, (at - last) * factor);
    last = at;
    if (type === 'O') open.push(nodeOf(inner?.node ?? NO_PARENT, frame));
    else if (inner === undefined)
      throw new BadProfile('a frame is closed without having been opened');
    else if (inner.frame === frame) open.pop();
    else {
      throw new BadProfile(
        `event ${index} closes frame ${frame} while frame ${inner.frame} is open`,
      );
    }
  }
  const rest = open.at(-1);
  if (rest !== undefined) throw new BadProfile(`frame ${rest.frame} is opened but never closed`);
  return null;
}
