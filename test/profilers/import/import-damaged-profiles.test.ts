/** Damaged profiles: refused in one sentence, or read with shares that add up. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../harness/model/program/profile.ts';
import {
  computeFunctionWeights,
  summariseProfiles,
} from '../../../profilers/summarise-profiles.ts';
import { BadProfile } from '../../../profilers/unreadable-profile-error.ts';
import {
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

const speedscope = (profile: object): string =>
  JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: [{ name: 'A' }, { name: 'B' }] },
    profiles: [{ name: 'p', unit: 'milliseconds', startValue: 0, endValue: 100, ...profile }],
  });
const evented = (...events: readonly (readonly [type: string, frame: number, at: unknown])[]) =>
  speedscope({
    type: 'evented',
    events: events.map(([type, frame, at]) => ({ type, frame, at })),
  });
const sampled = (samples: unknown, weights: unknown): string =>
  speedscope({ type: 'sampled', samples, weights });

describe('a speedscope file', () => {
  it.each([
    ['never closes a frame', evented(['O', 0, 0]), 'frame 0 is opened but never closed'],
    [
      'never closes one of two frames',
      evented(['O', 0, 0], ['O', 1, 10], ['C', 1, 20]),
      'frame 0 is opened but never closed',
    ],
    [
      'closes frames in another order',
      evented(['O', 0, 0], ['O', 1, 10], ['C', 0, 20], ['C', 1, 100]),
      'event 2 closes frame 0 while frame 1 is open',
    ],
    [
      'goes back in time',
      evented(['O', 0, 0], ['O', 1, 50], ['C', 1, 10], ['C', 0, 100]),
      'event 2 is at 10, earlier than the previous event',
    ],
    ['has a time that is none', evented(['O', 0, 0], ['C', 0, '9']), 'event 1 has no time'],
    ['has fewer weights than samples', sampled([[0], [1]], [1]), '2 samples but 1 weights'],
    [
      'has a weight below zero',
      sampled([[0], [1]], [5, -4]),
      'the profile has an invalid weight: -4',
    ],
    ['has a frame that is missing', sampled([[7]], [1]), 'refers to frame 7, which is missing'],
    ['has a unit that is not known', speedscope({ type: 'sampled', unit: 'cups' }), 'unit "cups"'],
    ['has profiles of another form', speedscope({ type: 'x' }), 'neither sampled nor evented'],
    ['has a sample that is no stack', sampled([5], [1]), 'the file is invalid (format: speedscope'],
  ])('is refused when it %s', async (_how, text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
    await expect(readProfileContent(text)).rejects.toThrow(BadProfile);
  });

  it('reports what it leaves out when it counts time and memory', async () => {
    const text = JSON.parse(sampled([[0]], [4]));
    text.profiles.push({ type: 'sampled', unit: 'bytes', samples: [[1]], weights: [9] });
    const { weight, findings } = await readProfileContent(JSON.stringify(text));
    expect({ weight, findings }).toMatchObject({
      weight: 'time',
      findings: [{ id: 'other-weights' }],
    });
  });
});

describe('a trace', () => {
  const data = {
    cpuProfile: {
      nodes: [
        { id: 1, callFrame: { functionName: '(root)' } },
        { id: 2, parent: 1, callFrame: { functionName: 'work', url: 'http://127.0.0.1/a.js' } },
      ],
      samples: [2, 2],
    },
    timeDeltas: [1_000, 2_000],
  };
  const begin = { args: { data: { startTime: 5 } }, cat: 'c', id: '0x1', name: 'Profile' };
  const chunk = { args: { data }, cat: 'c', id: '0x1', name: 'ProfileChunk' };
  const rest = { ph: 'P', pid: 1, tid: 1, ts: 1_000 };

  it('is read as usual when its events begin with their arguments', async () => {
    const first = [
      { args: { name: 'CrRendererMain' }, cat: '__metadata', name: 'thread_name', ...rest },
      { ...begin, ...rest },
      { ...chunk, ...rest },
    ];
    const last = first.map(({ args, ...event }) => ({ ...event, args }));
    const [firstProfile, other] = [
      await readProfileContent(JSON.stringify(first)),
      await readProfileContent(JSON.stringify(last)),
    ];
    expect(firstProfile).toEqual(other);
    expect(summarizeFunctions(firstProfile)).toMatchObject({ work: { self: 2 } });
    const inside = JSON.stringify({ otherData: { a: [1] }, traceEvents: first });
    expect(await readProfileContent(inside)).toEqual(firstProfile);
  });

  it.each([
    [
      'has a sample of a node that is missing',
      { ...data, cpuProfile: { ...data.cpuProfile, samples: [2, 9] } },
      'node 9, which is missing',
    ],
    [
      'has more samples than times',
      { ...data, timeDeltas: [1_000] },
      '2 samples but 1 time deltas',
    ],
    [
      'has a time that is none',
      { ...data, timeDeltas: [1_000, 'x'] },
      '"x" where a number is expected',
    ],
  ])('is refused when it %s', async (_how, odd, why) => {
    const events = [
      { ...begin, ...rest },
      { ...chunk, ...rest, args: { data: odd } },
    ];
    await expect(readProfileContent(JSON.stringify(events))).rejects.toThrow(why);
  });
});

it('counts a function that idles inside others as no more than the whole', async () => {
  const profile = await readProfileContent('main;(idle) 100\nmain;work 10\n');
  const { functions, hot_spots: spots, idle } = summariseProfiles([profile]);
  const main = spots.find(({ function: index }) => functions[index]?.name === 'main');
  expect(main?.total.median).toBe(1);
  expect(idle?.median).toBeCloseTo(100 / 110);
});

/** Expects every share to be from 0 to 1, and no self time to exceed its total. */
function expectShares(profile: Profile): void {
  for (const { self, total } of computeFunctionWeights(profile)) {
    expect(self).toBeGreaterThanOrEqual(0);
    expect(total).toBeGreaterThanOrEqual(self * (1 - 1e-9));
  }
  const { hot_spots: spots, owners } = summariseProfiles([profile]);
  for (const share of [
    ...spots.flatMap(({ self, total }) => [self, total]),
    ...owners.map((owner) => owner.share),
  ]) {
    expect(share.median).toBeGreaterThanOrEqual(0);
    expect(share.median).toBeLessThanOrEqual(1 + 1e-9);
  }
}

const ODD: readonly unknown[] = [null, 'x', -1e9, 1e300, [], {}];
/** Positions in a file, one of which is damaged at a time. */
const PLACES = 4;

type Holder = Record<string | number, unknown>;

function placesIn(value: unknown): readonly (readonly [Holder, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...placesIn(holder[key])]);
}

const FILES = join(import.meta.dirname, '../../fixtures/profile-files');
const fixtures: readonly (readonly [string, () => Promise<string>])[] = [
  ...['node-26.cpuprofile', 'py-spy-0.4.1.speedscope.json'].map(
    (name) => [name, async () => (await readFixtureBytes(name)).toString()] as const,
  ),
  ...['postgresql-15/plan-scan.json', 'playwright-1.65.1/orders.har'].map(
    (name) => [name, async () => readFileSync(join(FILES, name), 'utf8')] as const,
  ),
];

it.each(fixtures)(
  '%s is refused or has shares of a whole, wherever it is damaged',
  async (_name, read) => {
    const file: unknown = JSON.parse(await read());
    const places = placesIn(file);
    for (let at = 0; at < places.length; at += Math.ceil(places.length / PLACES)) {
      const [holder, key] = places[at] ?? [{}, ''];
      const whole = holder[key];
      for (const odd of ODD) {
        holder[key] = odd;
        const profile = await readProfileContent(JSON.stringify(file)).catch(
          (error: unknown) => error,
        );
        if (profile instanceof Error) expect(profile, `${key}: ${odd}`).toBeInstanceOf(BadProfile);
        else expectShares(profile as Profile);
      }
      holder[key] = whole;
    }
  },
);

it('has shares of a whole for an intact profile', async () => {
  for (const name of ['node-26.cpuprofile', 'py-spy-0.4.1.raw.txt', 'go-1.26.cpu.pprof']) {
    expectShares(await readProfileFixture(name));
  }
});
