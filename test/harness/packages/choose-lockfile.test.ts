import { expect, test } from 'vitest';
import { chooseLockfile } from '../../../harness/packages/choose-lockfile.ts';

test('prefers the lockfile of the named package manager, and otherwise the first that exists', () => {
  const isThere = (name: string): boolean => ['package-lock.json', 'yarn.lock'].includes(name);
  expect(chooseLockfile({ packageManager: 'yarn@4.1.0' }, isThere)).toEqual({
    lockfile: 'yarn.lock',
    manager: 'yarn',
    passedOver: [],
  });
  expect(chooseLockfile({}, isThere)).toEqual({
    lockfile: 'package-lock.json',
    manager: 'npm',
    passedOver: ['yarn.lock'],
  });
  // `packageManager` names a manager whose lockfile is missing.
  expect(chooseLockfile({ packageManager: 'pnpm@9.0.0' }, isThere).manager).toBe('npm');
});
