import { describe, expect, test } from 'vitest';
import { lockAddress } from '../../../../harness/host/lock/lock-address.ts';

describe('the address of the lock', () => {
  test('is the same for every process that says nothing', () => {
    expect(lockAddress('abstract-socket', undefined)).toEqual({
      path: '\0perf-harness-measurement',
    });
    expect(lockAddress('abstract-socket', '')).toEqual(
      lockAddress('abstract-socket', 'measurement'),
    );
    expect(lockAddress('loopback-port', undefined)).toEqual(
      lockAddress('loopback-port', 'measurement'),
    );
  });

  test('is another one for another name', () => {
    expect(lockAddress('abstract-socket', 'cores-0-3')).toEqual({
      path: '\0perf-harness-cores-0-3',
    });
    expect(lockAddress('loopback-port', 'cores-0-3')).not.toEqual(
      lockAddress('loopback-port', undefined),
    );
  });

  test('fits into a socket whatever the name', () => {
    for (const name of ['x'.repeat(500), 'größe', 'a b/c', '..\u0000']) {
      expect(lockAddress('abstract-socket', name)).toEqual({
        path: expect.stringMatching(/^\0perf-harness-[0-9a-f]{32}$/),
      });
    }
  });

  test('elsewhere is a port that systems do not hand out by themselves', () => {
    for (let index = 0; index < 50; index += 1) {
      const address = lockAddress('loopback-port', `name ${index}`);
      if (address === null || !('port' in address)) throw new Error('no port');
      expect(address.host).toBe('127.0.0.1');
      expect(address.port).toBeGreaterThan(1_024);
      expect(address.port).toBeLessThan(32_768);
    }
  });

  test('is none where the user wants no lock', () => {
    expect(lockAddress('abstract-socket', 'off')).toBeNull();
  });
});
