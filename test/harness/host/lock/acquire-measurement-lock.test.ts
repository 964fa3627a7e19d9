import { expect, test } from 'vitest';
import { acquireMeasurementLock } from '../../../../harness/host/lock/acquire-measurement-lock.ts';

const identity = { pid: process.pid, label: 'test', since: '2026-01-01T00:00:00.000Z' };
const now = () => new Date();

test('acquires the lock once, and again as soon as it was released', async () => {
  const address = { path: `\0perf-harness-take-${process.pid}` };
  for (let round = 0; round < 50; round += 1) {
    const held = await acquireMeasurementLock(address, identity, now);
    expect(held).not.toBeNull();
    expect(await acquireMeasurementLock(address, identity, now)).toBeNull();
    expect(held?.release()).toBe(false);
  }
});

test('throws for an address that the system refuses, instead of reporting a held lock', async () => {
  const address = { path: '/no/such/folder/lock.socket' };
  await expect(acquireMeasurementLock(address, identity, now)).rejects.toMatchObject({
    syscall: 'listen',
  });
});
