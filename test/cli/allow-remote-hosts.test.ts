import { describe, expect, it } from 'vitest';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** Address in a range reserved for documentation (RFC 5737), where nobody answers. */
const REMOTE = '192.0.2.1';

function scenario(body: string): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'far', trials: 3, ${body} });
`;
}

const LOAD = `import http from 'k6/http';
export const options = { vus: 1, iterations: 1 };
export default function () { http.get('http://${REMOTE}/', { timeout: '100ms' }); }
`;

async function perf(body: string, args: readonly string[] = []) {
  const root = createProject({ 'scenarios/far.ts': scenario(body), 'load/far.js': LOAD });
  const env = { PERF_HARNESS_K6_PATH: findK6Program() };
  const { code, out, err } = await runCommandInProcess(['run', ...args], {
    cwd: root,
    isLight: true,
    env,
  });
  return { code, said: `${out}${err}`.replace(/[\s│]+/g, ' ') };
}

describe('a remote host', () => {
  it.each([
    ['http', `http: { url: 'http://${REMOTE}/', duration: '100 ms' }`, 2],
    ['page', `page: 'http://${REMOTE}/'`, 2],
    ['k6, by its text', `k6: '../load/far.js'`, 8],
    ['k6, by its variables', `k6: '../load/far.js', env: { BASE_URL: 'http://${REMOTE}/' }`, 8],
  ])('gets no load of kind %s when it was not named', async (_, body, expected) => {
    const { code, said } = await perf(body);
    expect(said).toContain(`--allow-remote ${REMOTE}`);
    expect(code).toBe(expected);
  });

  it('is reported before the load starts when it was named', async () => {
    const { said } = await perf(`k6: '../load/far.js'`, ['--allow-remote', REMOTE]);
    expect(said).toContain(`"far" may put load on ${REMOTE} (--allow-remote)`);
  });

  it('is named by its host name, not by a URL', async () => {
    const { code, said } = await perf(`k6: '../load/far.js'`, [
      '--allow-remote',
      `http://${REMOTE}/`,
    ]);
    expect(code).toBe(2);
    expect(said).toContain('--allow-remote takes a host such as');
  });
});
