/** `perf-harness profile --pid` of an older Node.js, and of sources that another loader compiled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { findListeningPorts } from '../../harness/host/platform/linux/linux-platform.ts';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { installOtherNodeVersion } from '../support/install-other-node-version.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { thirdPartyTypescriptLoaderSource } from '../support/third-party-typescript-loader.ts';

/** Prints once V8 has optimized it. */
const BUSY = `
function busy() { let sum = 0; for (let i = 0; i < 3e6; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0; return sum; }
let calls = 0;
setInterval(() => { busy(); calls += 1; if (calls === 30) console.log('ready'); }, 10);
`;
const cwd = createProject({
  'busy.mjs': BUSY,
  'load.mjs': thirdPartyTypescriptLoaderSource('inline'),
  'typed.ts': `enum Kind { Even, Odd }\n\nconst kinds: Kind[] = [Kind.Even, Kind.Odd];\n${BUSY}console.log(kinds);\n`,
});

/** Functions inlined or still being compiled as a profile begins count for their caller. */
const COMPILED_AT_ONCE = [
  '--no-turbo-inlining',
  '--no-maglev-inlining',
  '--no-concurrent-recompilation',
];

it.each([
  ['on Node.js 24', () => installOtherNodeVersion('24'), [], 'busy.mjs', 2],
  [
    'with the lines of its sources when another loader compiled them',
    () => process.execPath,
    ['--import=./load.mjs'],
    'typed.ts',
    5,
  ],
] as const)('a running process is profiled %s', async (_, findNode, flags, file, line) => {
  const all = ['--inspect-port=0', ...COMPILED_AT_ONCE, ...flags, file];
  // Collecting coverage changes which functions V8 inlines into their callers.
  const env = { ...process.env, NODE_V8_COVERAGE: '' };
  const child = spawn(await findNode(), all, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const asked = ['--pid', String(child.pid), '--reporter', 'json', '--duration', '300ms'];
    const { code, out, err } = await runCommandInProcess(['profile', ...asked], {
      cwd,
      isLight: true,
    });
    expect(code, err).toBe(0);
    const report = profileReportSchema.parse(JSON.parse(out));
    const [first] = report.hot_spots;
    expect(report.functions[first?.function ?? -1]).toMatchObject({
      name: 'busy',
      file: `${cwd}/${file}`,
      line,
    });
    expect(report.findings).toEqual([]);
    expect(findListeningPorts(child.pid ?? 0)).toEqual([]);
    expect(child.exitCode).toBeNull();
  } finally {
    child.kill('SIGKILL');
  }
});
