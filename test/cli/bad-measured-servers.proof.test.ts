/** A server that listens late, beside those that never do (bad-measured-servers.test.ts). */
import { expect, it } from 'vitest';
import { expectBadInputRefused } from '../support/bad-input-and-leftover-process-assertions.ts';

it('servers that listen late are measured, with times that are not whole milliseconds', async () => {
  const late = {
    name: 'late',
    trials: 3,
    server: { command: ['node', 'late.mjs'], cwd: '..', readyTimeout: '20000.5 ms' },
    http: {
      url: '/',
      connections: 1,
      duration: '33.3 ms',
      warmup: '13.3 ms',
      timeout: '20000.5 ms',
    },
  };
  // It takes its time, so that the generator is not at its limit on a busy machine.
  const code = `import { createServer } from 'node:http';
const server = createServer((request, response) => setTimeout(() => response.end('ok'), 10));
setTimeout(() => server.listen(process.env.PORT), 50);`;
  const { out } = await expectBadInputRefused({
    files: {
      'scenarios/one.mjs': `export default ${JSON.stringify([late])};\n`,
      'late.mjs': code,
    },
    isLight: true,
    args: ['run', '--reporter', 'json'],
    code: 0,
    says: [],
  });
  expect(JSON.parse(out).runs[0].metrics.error_rate.center).toBe(0);
});
