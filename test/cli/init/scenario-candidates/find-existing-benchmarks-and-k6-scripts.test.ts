import { describe, expect, it } from 'vitest';
import { inspectProject } from '../../../../cli/init/inspect-project-for-scenarios.ts';
import { findBenchmarkCandidates } from '../../../../cli/init/scenario-candidates/benchmark-candidates.ts';
import { createInMemoryHost } from '../../../support/in-memory-host.ts';
import { writeFiles } from '../../../support/run-cli.ts';

const ANSWERING = {
  about: 'the server "node app.js"',
  probe: async () => ({
    server: { command: ['node', 'app.js'], port: 7071, prepare: null },
    answers: [{ path: '/', status: 200 }] as const,
  }),
};

const UNLIMITED = {
  signal: new AbortController().signal,
  pause: () => undefined,
  resume: () => undefined,
  end: () => undefined,
};

async function candidates(files: Readonly<Record<string, string>>) {
  const { host } = createInMemoryHost();
  writeFiles(host.cwd, { 'package.json': '{}', ...files });
  return findBenchmarkCandidates(await inspectProject(host, host.cwd, UNLIMITED), [ANSWERING]);
}

const K6 = "import http from 'k6/http';\nexport default () => http.get(__ENV.BASE_URL);";

describe('benchmarks of a project', () => {
  it('are suites first, then k6 scripts against its server, then programs', async () => {
    const found = await candidates({
      'bench/a.mjs': "import { run } from 'mitata';\nrun();",
      'bench/b.cjs': "const Benchmark = require('benchmark');\nnew Benchmark.Suite().run();",
      'bench/c.ts':
        "import { Bench } from 'tinybench';\nawait new Bench().add('c', () => 0).run();",
      'load/checkout.js': K6,
      'src/parse.bench.ts': "import { bench } from 'vitest';",
      'bench/suite.js': "import { Bench } from 'tinybench';\nexport default new Bench();",
    });
    expect(found.map(({ about }) => about)).toEqual([
      'the benchmark bench/a.mjs (mitata)',
      'the benchmark bench/b.cjs (benchmark.js)',
      'the benchmark bench/c.ts (tinybench)',
      'the benchmark bench/suite.js (tinybench)',
      'the benchmark src/parse.bench.ts (vitest)',
      'the k6 script load/checkout.js against the server "node app.js"',
      'the benchmark bench/a.mjs (mitata), as a command',
      'the benchmark bench/b.cjs (benchmark.js), as a command',
      'the benchmark bench/c.ts (tinybench), as a command',
    ]);
  });

  it('exclude files that only help others, or were installed or built', async () => {
    const found = await candidates({
      'bench/helper.js': "import Benchmark from 'benchmark';\nexport const suite = () => 0;",
      'load/helper.js': "import http from 'k6/http';\nexport const get = http.get;",
      'src/bench.ts': 'export const bench = 1;',
      'node_modules/x/a.bench.ts': "import { bench } from 'vitest';",
      'dist/a.bench.js': "import { bench } from 'vitest';",
    });
    expect(found).toEqual([]);
  });

  it('include scripts of benchmark folders that need no tool', async () => {
    const found = await candidates({
      'benchmarks/parse.js': "import { parse } from '../index.js';\nparse('a');",
    });
    expect(found.map(({ about }) => about)).toEqual([
      'the benchmark benchmarks/parse.js (Node.js), as a command',
    ]);
  });

  it('include the benchmark script of package.json when no file is known', async () => {
    const manifest = { 'package.json': '{ "scripts": { "bench": "node perf-tests.js" } }' };
    const [script] = await candidates(manifest);
    expect(script?.about).toBe('the benchmarks of "npm run --silent bench"');
    const planned = await script?.plan(new AbortController().signal);
    if (planned?.type !== 'ready' || planned.first.type !== 'text') throw new Error('not ready');
    expect(planned.first.textOf(null)).toContain("command: ['npm', 'run', '--silent', 'bench'],");
    const [known] = await candidates({ ...manifest, 'bench/a.js': 'work();' });
    expect(known?.about).toContain('bench/a.js');
  });

  it('run a k6 script against the server at its discovered address', async () => {
    const [candidate] = await candidates({ 'load/checkout.js': K6 });
    const planned = await candidate?.plan(new AbortController().signal);
    if (planned?.type !== 'ready' || planned.first.type !== 'text') throw new Error('not ready');
    expect(planned.first.textOf(null)).toContain(
      "  server: { command: ['node', 'app.js'], ready: { port: 7071 } },\n  k6: '../load/checkout.js',",
    );
  });
});
