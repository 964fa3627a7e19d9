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
      remedy: `Install the dependencies manually in a checkout of ${label}.`,
    } satisfies Finding,
  ],
});

test('words a common cause of both sides as one finding', () => {
  const [base, head] = mergeCommonFindings(
    side('HEAD', 'no network'),
    side('working tree', 'no network'),
  );
  expect(base.findings).toEqual(head.findings);
  expect(head.findings).toMatchObject([
    {
      message: 'The dependencies of both sides could not be installed: no network',
      remedy: 'Install the dependencies manually in a checkout of either side.',
    },
  ]);
});

test('keeps the separate cause of a side with that side', () => {
  const sides = [side('HEAD', 'no network'), side('working tree', 'no such version')] as const;
  expect(mergeCommonFindings(...sides)).toEqual(sides);
  const others = [side('HEAD', 'x', 'other'), side('working tree', 'x', 'other')] as const;
  expect(mergeCommonFindings(...others)).toEqual(others);
});
