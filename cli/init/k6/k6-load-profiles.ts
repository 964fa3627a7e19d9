/** A stage that ramps to a number of virtual users within a number of seconds. */
interface Stage {
  readonly seconds: number;
  readonly target: number;
}

interface Shape {
  readonly meaning: string;
  readonly stages: readonly Stage[];
}

/** Courses of load that a script can begin with. */
const SHAPES = {
  smoke: {
    meaning: 'a few users for a short time: does it work at all?',
    stages: [{ seconds: 10, target: 2 }],
  },
  'ramp-50-100-0': {
    meaning: 'up to normal load, on to peak load, and back down',
    stages: [
      { seconds: 30, target: 50 },
      { seconds: 60, target: 100 },
      { seconds: 30, target: 0 },
    ],
  },
  soak: {
    meaning: 'normal load for hours: what leaks, what fills up?',
    stages: [
      { seconds: 300, target: 50 },
      { seconds: 4 * 3_600, target: 50 },
      { seconds: 300, target: 0 },
    ],
  },
  spike: {
    meaning: 'a sudden jump from almost no load to overload, and back',
    stages: [
      { seconds: 10, target: 10 },
      { seconds: 10, target: 400 },
      { seconds: 60, target: 400 },
      { seconds: 10, target: 10 },
      { seconds: 30, target: 0 },
    ],
  },
  breakpoint: {
    meaning: 'rising load until a threshold aborts it: where is the limit?',
    stages: [{ seconds: 1_800, target: 2_000 }],
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type LoadProfile = keyof typeof SHAPES;
export const LOAD_PROFILES = Object.keys(SHAPES) as readonly LoadProfile[];

/** Returns the purpose of a shape, in a line. */
export function describeLoadProfile(shape: LoadProfile): string {
  return SHAPES[shape].meaning;
}

/**
 * Returns the stages of a load profile in k6's notation.
 * @param scale - Factor of all durations: 0.1 makes them a tenth as long; no stage is shorter than
 * 1 s.
 */
export function buildK6Stages(
  shape: LoadProfile,
  scale: number,
): readonly { readonly duration: string; readonly target: number }[] {
  return SHAPES[shape].stages.map(({ seconds, target }) => ({
    duration: duration(Math.max(1, Math.round(seconds * scale))),
    target,
  }));
}

function duration(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    rest > 0 ? `${rest}s` : '',
  ];
  return parts.join('');
}
