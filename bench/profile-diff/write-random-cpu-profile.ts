import { writeFileSync } from 'node:fs';
import { createRandom } from '../../harness/stats/seeded-random.ts';

/** Depth of the calls of a made profile. */
const DEPTH = 24;
const FUNCTIONS = 4_000;
const INTERVAL_US = 250;

/** Content of a generated file. */
export interface RandomProfileContent {
  readonly seed: number;
  readonly nodes: number;
  readonly samples: number;
  /** Folder that the profile names as the location of its sources. */
  readonly folder: string;
}

/**
 * Writes a CPU profile as V8 does: a wide tree of calls, drawn from a seed, with as many samples, of
 * which most lie in few calls.
 * @returns Bytes of the file.
 */
export function writeRandomCpuProfile(file: string, made: RandomProfileContent): number {
  const random = createRandom(made.seed);
  const depths = [0];
  const children: number[][] = [[]];
  for (let node = 1; node < made.nodes; node += 1) {
    let parent = random.integer(node);
    while ((depths[parent] ?? 0) >= DEPTH) parent = random.integer(node);
    depths.push((depths[parent] ?? 0) + 1);
    children.push([]);
    children[parent]?.push(node + 1);
  }
  const nodes = children.map((own, index) => ({
    id: index + 1,
    callFrame: index === 0 ? ROOT : frameOf(random.integer(FUNCTIONS), made.folder),
    hitCount: 0,
    ...(own.length > 0 && { children: own }),
  }));
  const samples = Array.from(
    { length: made.samples },
    () => 2 + Math.floor((made.nodes - 1) * random.next() ** 3),
  );
  const text = JSON.stringify({
    nodes,
    startTime: 0,
    endTime: made.samples * INTERVAL_US,
    samples,
    timeDeltas: samples.map(() => INTERVAL_US - 10 + random.integer(20)),
  });
  writeFileSync(file, text);
  return text.length;
}

const ROOT = {
  functionName: '(root)',
  scriptId: '0',
  url: '',
  lineNumber: -1,
  columnNumber: -1,
};

function frameOf(number: number, folder: string) {
  return {
    functionName: `function${number}`,
    scriptId: String(number % 400),
    url: `file://${folder}/src/part${number % 400}.js`,
    lineNumber: number,
    columnNumber: 10,
  };
}
