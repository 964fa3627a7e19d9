/** Every profiler of V8, on every Node.js that is supported, however the program ends. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createCpuProfiler } from '../../../profilers/v8/cpu-profiler.ts';
import { createHeapProfiler } from '../../../profilers/v8/heap-profiler.ts';
import { host, node24, profiledPrograms } from '../../support/profiled-program.ts';

const run = profiledPrograms();
let other = '';
beforeAll(async () => {
  other = await node24();
}, 300_000);

const WORK = `
const kept = [];
function work() {
  const end = performance.now() + 100;
  while (performance.now() < end || kept.length < 100_000) kept.push({ at: [kept.length] });
}
`;
const STAY = `work(); process.send('ready'); setInterval(() => {}, 1000);`;
const PROFILERS = {
  'v8-cpu': createCpuProfiler(host),
  'v8-allocation': createHeapProfiler(host, 'allocated'),
  'v8-heap': createHeapProfiler(host, 'held'),
};

const ENDINGS = [
  ['ends by itself', `work(); process.disconnect();`, undefined, { code: 0 }],
  ['calls process.exit', `work(); process.exit(3);`, undefined, { code: 3 }],
  ['throws', `work(); throw new Error('no');`, undefined, { code: 1 }],
  ['is ended by SIGTERM', STAY, 'SIGTERM', { signal: 'SIGTERM' }],
  ['is ended by SIGINT', STAY, 'SIGINT', { signal: 'SIGINT' }],
  ['is ended by SIGHUP', STAY, 'SIGHUP', { signal: 'SIGHUP' }],
] as const;

describe.each(['24', '26'])('on Node.js %s', (version) => {
  describe.each(['v8-cpu', 'v8-allocation', 'v8-heap'] as const)('the profile of %s', (id) => {
    it.each(ENDINGS)('is written where the program %s', async (_how, body, signal, end) => {
      const node = version === '24' ? other : process.execPath;
      const { exit, weightOf, file, profile } = await run(PROFILERS[id], `${WORK}${body}`, {
        node,
        ...(signal !== undefined && { signal }),
      });
      expect(exit).toMatchObject(end);
      expect(profile.tool).toBe(id);
      expect(weightOf('work')).toBeGreaterThan(id === 'v8-cpu' ? 10 : 1e6);
      expect(profile.functions.find(({ name }) => name === 'work')).toMatchObject({
        file,
        line: 3,
      });
    });
  });
});
