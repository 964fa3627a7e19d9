/** Seeds of V8's random numbers in the processes of a pair: real servers, real commands. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';

/** Data that a process reports when it starts. */
interface Told {
  readonly flags: readonly string[];
  readonly drawn: number;
}

const TELL = `import { appendFileSync } from 'node:fs';
appendFileSync(
  process.env.TOLD,
  JSON.stringify({ flags: process.execArgv, drawn: Math.random() }) + '\\n',
);
`;
const SERVER = `${TELL}
import { createServer } from 'node:http';
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** A warm-up and one pair. */
const TWO_PAIRS = ['--time', '1ms'];

/** Runs a short same-code comparison; returns seeds by side and its processes' reports. */
async function compared(scenario: (told: string) => string) {
  const file = join(mkdtempSync(join(tmpdir(), 'perf-harness-seeds-')), 'told.jsonl');
  const project = createLiveProject({
    'main.js': TELL,
    'server.js': SERVER,
    'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'tell', ${scenario(file)} });
`,
  });
  const asked = ['compare', 'main', ...TWO_PAIRS, '--no-explain', '--reporter', 'json'];
  const { out, err } = await project.command(asked, { isLight: true });
  expect(out, err).not.toBe('');
  const { runs } = JSON.parse(out) as ComparisonReport;
  const seedsOf = (side: string) =>
    runs.find((run) => run.side === side)?.trials.map(({ seed }) => seed) ?? [];
  const told = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Told);
  return { a: seedsOf('a'), b: seedsOf('b'), told };
}

const servedBy = (command: string) => (file: string) =>
  `server: { command: ${command}, env: { TOLD: ${JSON.stringify(file)} } },
  http: { url: '/', connections: 1, duration: '50 ms', warmup: '10 ms' }`;
const runBy = (command: string) => (file: string) =>
  `command: ${command}, env: { TOLD: ${JSON.stringify(file)} }`;

describe('the seeds of V8', () => {
  it.each([
    ['a server', servedBy(`['node', 'server.js']`)],
    ['a command', runBy(`['node', 'main.js']`)],
  ])(
    'of %s are the same pair of seeds for both sides, and different for the next pair',
    async (_, scenario) => {
      const { a, b, told } = await compared(scenario);
      expect(a).toEqual(b);
      expect(a.length).toBeGreaterThanOrEqual(2);
      expect(new Set(a).size).toBe(a.length);
      for (const seed of a) {
        const both = told.filter(({ flags }) => flags.includes(`--random-seed=${seed}`));
        // One process per side, in both of which V8 draws the same numbers.
        expect(both).toHaveLength(2);
        expect(both[0]?.flags).toContain(`--hash-seed=${seed}`);
        expect(both[1]).toEqual(both[0]);
      }
      expect(new Set(told.map(({ drawn }) => drawn)).size).toBe(a.length);
      expect(told).toHaveLength(2 * a.length);
    },
  );

  it('are drawn by V8 itself when Node.js runs behind a shell, as documented', async () => {
    const { told } = await compared(runBy(`'node main.js'`));
    expect(told.flatMap(({ flags }) => flags)).toEqual([]);
    expect(new Set(told.map(({ drawn }) => drawn)).size).toBe(told.length);
  });
});
