/** Randomness of a replaying process: bytes drawn at once equal bytes drawn one by one. */
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { ROOT } from '../../../repository/read-repository-sources.ts';

const MODULE = pathToFileURL(
  `${ROOT}/plugins/optimize/verify/replay/deterministic-runtime.ts`,
).href;
const PROGRAM = `
import { fixClockAndRandom, resetRandom } from ${JSON.stringify(MODULE)};
import { randomBytes, randomFillSync } from 'node:crypto';
fixClockAndRandom();
const drawn = (draw) => { resetRandom(); return draw(); };
const hex = (bytes) => Buffer.from(bytes).toString('hex');
console.log(JSON.stringify([
  drawn(() => hex(randomBytes(12))),
  drawn(() => hex(randomFillSync(new Uint8Array(4))) + Math.random().toFixed(0).slice(1) + hex(randomBytes(8))),
  drawn(() => hex(randomFillSync(Buffer.alloc(14), 1, 12).subarray(1, 13))),
  drawn(() => hex(crypto.getRandomValues(new Uint8Array(12)))),
  drawn(() => { try { return randomFillSync(Buffer.alloc(2), 0, 4).length; } catch (error) { return error.code; } }),
]));
`;

it('returns bytes in one order, however many are requested at a time', () => {
  const args = ['--input-type=module', '--no-warnings', '-e', PROGRAM];
  const [first, ...others] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  expect(first).toMatch(/^[\da-f]{24}$/u);
  expect(others).toEqual([first, first, first, 'ERR_OUT_OF_RANGE']);
});
