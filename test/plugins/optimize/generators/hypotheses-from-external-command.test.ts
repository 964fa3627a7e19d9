/** An external program, replaced by scripts that behave well or badly. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  type Hypothesis,
  researchSchema,
} from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import {
  type CommandGeneratorOptions,
  createCommandGenerator,
} from '../../../../plugins/optimize/generators/external-program-hypothesis-generator.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
} from '../../../support/sample-optimization-context.ts';
import { createPatch, createPlanProject } from '../../../support/validate-optimization-plan.ts';

const project = createPlanProject();
const patched = (id: string, changes: Partial<Hypothesis> = {}) =>
  sampleHypothesis({ id, apply: createPatch('src/users.ts', 3, '0'), ...changes });

function ask(program: string, options: Partial<CommandGeneratorOptions> = {}, root = project.root) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-program-'));
  const script = join(folder, 'program.mjs');
  writeFileSync(script, program);
  const env = { ...process.env, PERF_HARNESS_CACHE: join(folder, 'cache') };
  const host = withUnguardedGit(createHost({ env }));
  return createCommandGenerator({
    id: 'fake',
    command: [process.execPath, script],
    timeoutMs: 60_000,
    recording: null,
    host,
    ...options,
  }).generate({
    root,
    map: samplePerformanceMap(),
    local_findings: [],
    exclude: ['old'],
    signal: new AbortController().signal,
  });
}

const printing = (answer: unknown): string =>
  `console.log(${JSON.stringify(JSON.stringify(answer))});`;

/** Generates hypotheses from an answer, whichever program prints it. */
function answered(answer: unknown, options: Partial<CommandGeneratorOptions> = {}) {
  const file = join(mkdtempSync(join(tmpdir(), 'perf-harness-program-')), 'answer.json');
  writeFileSync(file, JSON.stringify(answer));
  return ask('', { command: ['cat', file], ...options });
}

describe('a program that proposes hypotheses', () => {
  it('H812-24: receives the map as JSON; its hypotheses get ids and keep their patches', async () => {
    const research = await ask(`
      let text = '';
      for await (const part of process.stdin) text += part;
      const { schema, map, exclude } = JSON.parse(text);
      const hypothesis = ${JSON.stringify(patched('H5'))};
      hypothesis.description = [schema, map.top_bottlenecks[0].function, exclude].join(' ');
      console.log('\`\`\`json\\n' + JSON.stringify({ hypotheses: [hypothesis] }) + '\\n\`\`\`');
    `);
    expect(research.hypotheses).toHaveLength(1);
    expect(research.hypotheses[0]).toMatchObject({
      id: 'H1',
      source: 'plugin',
      description: 'perf-harness/hypotheses-request@1 listUsers old',
      apply: createPatch('src/users.ts', 3, '0'),
    });
    expect(researchSchema.parse(research)).toEqual(research);
  });

  it.each([
    [
      'crashes',
      'echo "out of tokens" >&2; exit 3',
      'exited with code 3. Standard error: out of tokens',
    ],
    ['is killed', 'kill -9 $$', 'was terminated by SIGKILL'],
    [
      'prints garbage',
      'echo "I would add an index."',
      'printed "I would add an index." instead of JSON',
    ],
    ['prints too much', 'printf "[%0100000d" 1', 'exceeded the output limit'],
    [
      'leaves out a field',
      `printf '%s' '${JSON.stringify({ hypotheses: [{ ...patched('H1'), risk: undefined }] })}'`,
      'hypotheses[0].risk',
    ],
  ])('is refused with the reason when it %s', async (_, program, reason) => {
    const command = ['sh', '-c', program] as const;
    await expect(ask('', { command, maxOutput: 50_000 })).rejects.toThrow(reason);
  });

  it('is ended with its child processes when it hangs', async () => {
    // Child processes keep its output open as long as they live.
    const program = `import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      setInterval(() => {}, 1000);`;
    await expect(ask(program, { timeoutMs: 500 })).rejects.toThrow('did not finish within 0.5 s');
  });

  it('is named when it does not exist', async () => {
    await expect(ask('', { command: ['/no/such/program'], network: true })).rejects.toThrow(
      'cannot be started',
    );
  });

  it('H812-01: keeps seven of a thousand hypotheses, and reports the others', async () => {
    const hypotheses = Array.from({ length: 1000 }, (_, at) =>
      patched(`H${at + 1}`, {
        key: `k${at}`,
        expected_impact: { percent: at / 10, origin: 'estimated', note: '' },
      }),
    );
    const research = await answered({ hypotheses });
    expect(research.hypotheses.map(({ key }) => key)).toEqual(
      [999, 998, 997, 996, 995, 994, 993].map((at) => `k${at}`),
    );
    expect(research.rejected).toHaveLength(993);
  });

  it('loses only the contradictory hypotheses when it contradicts itself', async () => {
    const research = await answered({
      hypotheses: [
        patched('H1', { key: 'good' }),
        patched('H2', { key: 'both', dependencies: ['H1'], conflicts_with: ['H1'] }),
        patched('H3', { key: 'round', dependencies: ['H4'] }),
        patched('H4', { key: 'trip', dependencies: ['H3'] }),
        patched('H5', { key: 'bare', dependencies: ['H9'] }),
        patched('H6', { key: 'good' }),
        patched('H7', { key: 'gone', removes: true }),
        patched('H8', { key: 'old' }),
        patched('H10', { key: 'lost', bottleneck_addressed: '7.7' }),
      ],
    });
    expect(research.hypotheses.map(({ key }) => key)).toEqual(['good']);
    expect(
      Object.fromEntries((research.rejected ?? []).map(({ key, reason }) => [key, reason])),
    ).toEqual({
      both: 'it both needs and conflicts with good',
      round: 'its dependencies form a cycle',
      trip: 'its dependencies form a cycle',
      bare: 'it needs H9, which is not proposed',
      good: 'it was proposed twice',
      gone: 'removal without optimization alternative',
      old: 'an earlier cycle already covered it',
      lost: 'step 7.7 is not in the performance map',
    });
  });

  it('gets no user folder, and gets secrets and network only when they are given to it', async () => {
    process.env.SECRET_TOKEN = 'hidden';
    process.env.GIVEN_TOKEN = 'given';
    const server = createServer((_, response) => response.end('x'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const telling = `const { SECRET_TOKEN, GIVEN_TOKEN, HOME } = process.env;
      const net = await fetch('http://127.0.0.1:${port}/').then(() => 'network', () => 'no network');
      const hypothesis = ${JSON.stringify(patched('H1'))};
      hypothesis.description = [SECRET_TOKEN, GIVEN_TOKEN, HOME === ${JSON.stringify(process.env.HOME ?? '')}, net, process.cwd() === ${JSON.stringify(project.root)}].join();
      console.log(JSON.stringify({ hypotheses: [hypothesis] }));`;
    const bare = await ask(telling);
    expect(bare.hypotheses[0]?.description).toBe(',,false,no network,false');
    const given = await ask(telling, { env: ['GIVEN_TOKEN'], network: true });
    expect(given.hypotheses[0]?.description).toBe(',given,false,network,false');
    server.close();
    Reflect.deleteProperty(process.env, 'SECRET_TOKEN');
    Reflect.deleteProperty(process.env, 'GIVEN_TOKEN');
  });

  it('is recorded, and replayed without being run', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-recording-'));
    const first = await answered(
      { hypotheses: [patched('H1')] },
      {
        recording: { folder, mode: 'record', turn: 'cycle-1' },
      },
    );
    expect(readdirSync(folder)).toEqual(['cycle-1-fake.json']);
    const command = ['/no/such/program'] as const;
    const again = await ask('', {
      command: [...command],
      recording: { folder, mode: 'replay', turn: 'cycle-1' },
    });
    expect(again).toEqual(first);
    const empty = mkdtempSync(join(tmpdir(), 'perf-harness-recording-'));
    await expect(
      ask('', { recording: { folder: empty, mode: 'replay', turn: 'cycle-1' } }),
    ).rejects.toThrow('has no recorded answer');
  });

  it('H812-23: is refused when it writes into the project, whatever it answers', async () => {
    const own = createPlanProject();
    const program = `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(join(own.root, 'src/users.ts'))}, 'export {};');
      ${printing({ hypotheses: [patched('H1')] })}`;
    await expect(ask(program, {}, own.root)).rejects.toThrow(
      'although it has read-only access there',
    );
  });
});

describe('additional output of a program', () => {
  it('H812-22: is reported on one line, with the usage, when it has nothing to propose', async () => {
    const answer = {
      hypotheses: [],
      notes: ['first\u001b[2J\nsecond'],
      spent: { calls: 2, seconds: 34, usd: 0.42 },
    };
    const research = await answered(answer);
    expect(research.hypotheses).toEqual([]);
    expect(research.flags).toEqual([
      'fake: first [2J second',
      'fake took 2 calls, 34 s, 0.42 USD.',
    ]);
  });

  it('is reported without the secrets passed to the program', async () => {
    vi.stubEnv('STAND_IN_API_KEY', 'sk-0123456789');
    const program = 'console.error(process.env.STAND_IN_API_KEY); process.exit(3);';
    const asked = ask(program, { env: ['STAND_IN_API_KEY'] });
    await expect(asked).rejects.toThrow('Standard error: (value of STAND_IN_API_KEY)');
    vi.unstubAllEnvs();
  });
});
