import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { computeBlockedRanges } from '../../../../harness/executors/k6/k6-command.ts';

/** True where k6 would refuse an address. Go checks only ranges of the address's own family. */
function isBlocked(address: string, allowed: readonly string[] = []): boolean {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  for (const range of computeBlockedRanges(allowed)) {
    const [start = '', prefix] = range.split('/');
    if (start.includes(':') === (family === 'ipv6')) list.addSubnet(start, Number(prefix), family);
  }
  return list.check(address, family);
}

test.each(['127.0.0.1', '127.255.255.255', '::1'])('allows this machine, %s', (address) => {
  expect(isBlocked(address)).toBe(false);
});

test.each(['0.0.0.0', '126.255.255.255', '128.0.0.0', '255.255.255.255', '::', '::2', 'fe80::1'])(
  'blocks %s',
  (address) => {
    expect(isBlocked(address)).toBe(true);
  },
);

test('allows a permitted address and blocks its neighbours', () => {
  const allowed = ['10.0.0.7', '2001:db8::1'];
  expect(allowed.map((address) => isBlocked(address, allowed))).toEqual([false, false]);
  const near = ['10.0.0.6', '10.0.0.8', '2001:db8::', '2001:db8::2'];
  expect(near.map((address) => isBlocked(address, allowed))).toEqual([true, true, true, true]);
});
