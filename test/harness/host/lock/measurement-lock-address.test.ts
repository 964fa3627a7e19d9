import { describe, expect, test } from 'vitest';
import { measurementLockAddress } from '../../../../harness/host/lock/measurement-lock-address.ts';

describe('the address of the lock', () => {
  test('is the same for every process without a setting', () => {
    expect(measurementLockAddress('abstract-socket', undefined)).toEqual({
      path: '\0perf-harness-measurement',
    });
    expect(measurementLockAddress('abstract-socket', '')).toEqual(
      measurementLockAddress('abstract-socket', 'measurement'),
    );
    expect(measurementLockAddress('loopback-port', undefined)).toEqual(
      measurementLockAddress('loopback-port', 'measurement'),
    );
  });

  test('differs for another name', () => {
    expect(measurementLockAddress('abstract-socket', 'cores-0-3')).toEqual({
      path: '\0perf-harness-cores-0-3',
    });
    expect(measurementLockAddress('loopback-port', 'cores-0-3')).not.toEqual(
      measurementLockAddress('loopback-port', undefined),
    );
  });

  test('fits into a socket whatever the name is', () => {
    for (const name of ['x'.repeat(500), 'größe', 'a b/c', '..\u0000']) {
      expect(measurementLockAddress('abstract-socket', name)).toEqual({
        path: expect.stringMatching(/^\0perf-harness-[0-9a-f]{32}$/),
      });
    }
  });

  test('is elsewhere a port that systems do not assign by themselves', () => {
    for (let index = 0; index < 50; index += 1) {
      const address = measurementLockAddress('loopback-port', `name ${index}`);
      if (address === null || !('port' in address)) throw new Error('no port');
      expect(address.host).toBe('127.0.0.1');
      expect(address.port).toBeGreaterThan(1_024);
      expect(address.port).toBeLessThan(32_768);
    }
  });

  test('is null when the user wants no lock', () => {
    expect(measurementLockAddress('abstract-socket', 'off')).toBeNull();
  });
});
