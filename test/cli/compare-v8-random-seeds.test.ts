/** Seeds of V8's random numbers in real servers of a pair; commands get them in the same way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { runCompareOnProject } from '../support/run-compare-on-project.ts';

/** Data that a process reports when it starts. */
interface Told {
  readonly flags: readonly string[];
  readonly drawn: number;
}

const SERVER = `import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
const told = { flags: process.execArgv, drawn: Math.random() };
appendFileSync(process.env.TOLD, JSON.stringify(told) + '\\n');
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

it('compare gives both servers of a pair the same pair of seeds of V8, and the next pair others', async () => {
  const project = createLiveProject({
    'server.js': SERVER,
    'scenarios/work.ts': `export default {
  name: 'tell', server: { command: ['node', 'server.js'], cwd: '..' },
  http: { url: '/', connections: 1, duration: '50 ms', warmup: '10 ms' },
};
`,
  });
  const TOLD = join(project.cache, 'told.jsonl');
  // A warm-up and one pair.
  const args = ['main', '--time', '1ms'];
  const { report } = await runCompareOnProject(project, args, { env: { TOLD }, isLight: true });
  const [a = [], b = []] = ['a', 'b'].map((side) =>
    report.runs.find((run) => run.side === side)?.trials.map(({ seed }) => seed),
  );
  expect(a).toEqual(b);
  expect(a.length).toBeGreaterThanOrEqual(2);
  expect(new Set(a).size).toBe(a.length);
  const lines = readFileSync(TOLD, 'utf8').trim().split('\n');
  const told = lines.map((line) => JSON.parse(line) as Told);
  for (const seed of a) {
    const both = told.filter(({ flags }) => flags.includes(`--random-seed=${seed}`));
    // One process per side, in both of which V8 draws the same numbers.
    expect(both).toHaveLength(2);
    expect(both[0]?.flags).toContain(`--hash-seed=${seed}`);
    expect(both[1]).toEqual(both[0]);
  }
  expect(new Set(told.map(({ drawn }) => drawn)).size).toBe(a.length);
  expect(told).toHaveLength(2 * a.length);
});
