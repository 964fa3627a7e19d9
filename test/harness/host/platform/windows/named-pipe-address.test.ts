import { expect, test } from 'vitest';
import { pipeAddress } from '../../../../../harness/host/platform/windows/windows-platform.ts';

const LONG = `C:\\work\\${'a folder with a long name\\'.repeat(12)}unit-`;

test('names a pipe after its path, in characters that pipes may have', () => {
  expect(pipeAddress('C:\\work\\Temp\\unit 1', 'probe')).toBe(
    '\\\\.\\pipe\\perf-harness-C-work-Temp-unit-1-probe',
  );
});

test('gives a folder of more than 260 characters a valid and unique pipe name', () => {
  const [firstAddress, other] = [
    pipeAddress(`${LONG}1`, 'probe'),
    pipeAddress(`${LONG}2`, 'probe'),
  ];
  expect(LONG.length).toBeGreaterThan(260);
  expect(firstAddress.length).toBeLessThanOrEqual(256);
  expect(firstAddress).not.toBe(other);
});
