import { describe, expect, it } from 'vitest';
import { formatKubernetesName } from '../../../../../harness/executors/k6/cluster/write-k6-kubernetes-manifests.ts';

describe('name of a scenario in a cluster', () => {
  it.each([
    ['Check out!', 'check-out'],
    ['load {users=3}', 'load-users-3'],
    ['3 users', 'k6-3-users'],
    ['Größe', 'gro-e'],
    ['§', 'k6'],
  ])('is for "%s" %s', (name, expected) => {
    expect(formatKubernetesName(name)).toBe(expected);
  });

  it('is short enough for the suffix of the operator, and still unique', () => {
    const [firstName, other] = ['a', 'b'].map((end) =>
      formatKubernetesName(`${'very long '.repeat(10)}${end}`),
    );
    expect(firstName).not.toBe(other);
    for (const name of [firstName, other]) expect(name).toMatch(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/);
  });
});
