import { expect, it } from 'vitest';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** Address in a range reserved for documentation (RFC 5737), where nobody answers. */
const REMOTE = '192.0.2.1';

const LOAD = `import http from 'k6/http';
export const options = { vus: 1, iterations: 1 };
export default function () { http.get('http://${REMOTE}/', { timeout: '100ms' }); }
`;
const OTHER = `import http from 'k6/http';
export default function () { http.get(__ENV.BASE_URL); }
`;

async function perf(scenarios: readonly object[], ...args: readonly string[]) {
  const all = scenarios.map((keys, index) => ({ name: `far ${index}`, trials: 3, ...keys }));
  const cwd = createProject({
    'scenarios/far.mjs': `export default ${JSON.stringify(all)};\n`,
    'load/far.js': LOAD,
    'load/other.js': OTHER,
  });
  const env = { PERF_HARNESS_K6_PATH: findK6Program() };
  const options = { cwd, isLight: true, env };
  const { code, out, err } = await runCommandInProcess(['run', ...args], options);
  return { code, text: `${out}${err}`.replace(/[\s│]+/g, ' ') };
}

it.each([
  ['http', [{ http: { url: `http://${REMOTE}/`, duration: '100 ms' } }], 2],
  ['page', [{ page: `http://${REMOTE}/` }], 2],
  [
    'k6, by its text and by its variables',
    [{ k6: '../load/far.js' }, { k6: '../load/other.js', env: { BASE_URL: `http://${REMOTE}/` } }],
    8,
  ],
])(
  'a remote host gets no load of kind %s when it was not named',
  async (_, scenarios, expected) => {
    const { code, text } = await perf(scenarios);
    expect(text.split(`--allow-remote ${REMOTE}`).length - 1).toBeGreaterThanOrEqual(
      scenarios.length,
    );
    expect(code).toBe(expected);
  },
);

it('a remote host is reported before the load starts when it was named', async () => {
  const { text } = await perf([{ k6: '../load/far.js' }], '--allow-remote', REMOTE);
  expect(text).toContain(`"far 0" may put load on ${REMOTE} (--allow-remote)`);
});
