import { expect, test } from 'vitest';
import type { Finding } from '../../../../harness/model/finding.ts';
import { mergeCommonFindings } from '../../../../harness/snapshot/make-base-and-head-snapshots.ts';

const side = (label: string, why: string, id = 'install-failed') => ({
  label,
  findings: [
    {
      id,
      level: 'error',
      message: `The dependencies of ${label} could not be installed: ${why}`,
      remedy: `Install them by hand in a checkout of ${label}.`,
    } satisfies Finding,
  ],
});

test('what has the same cause on both sides is worded as one', () => {
  const [base, head] = mergeCommonFindings(
    side('HEAD', 'no network'),
    side('working tree', 'no network'),
  );
  expect(base.findings).toEqual(head.findings);
  expect(head.findings).toMatchObject([
    {
      message: 'The dependencies of both sides could not be installed: no network',
      remedy: 'Install them by hand in a checkout of either side.',
    },
  ]);
});

test('what has a cause of its own stays that of its side', () => {
  const sides = [side('HEAD', 'no network'), side('working tree', 'no such version')] as const;
  expect(mergeCommonFindings(...sides)).toEqual(sides);
  const others = [side('HEAD', 'x', 'other'), side('working tree', 'x', 'other')] as const;
  expect(mergeCommonFindings(...others)).toEqual(others);
});
