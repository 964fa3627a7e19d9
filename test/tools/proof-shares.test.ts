import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dealShares, PROOFS, type Proof, proofsOfTurn, SHARES } from '../../tools/proof-shares.ts';

const FILES = Array.from(
  { length: 2 * SHARES + 4 },
  (_, index) => `test/harness/part-${index}/a.proof.test.ts`,
);
const seconds = (file: string): number => 1 + ((Number(/\d+/.exec(file)?.[0]) * 7) % 40);

describe('dealing shares', () => {
  const dealt = dealShares(FILES, [], new Map(FILES.map((file) => [file, seconds(file)])));

  test('any sixty landings in a row run all proofs that there is time for, wherever they begin', () => {
    for (const first of [0, 3, 9]) {
      const run = Array.from({ length: SHARES }, (_, landing) =>
        proofsOfTurn(dealt, first + landing, [], 60),
      ).flatMap(({ own }) => own);
      expect(run.toSorted()).toEqual(FILES.toSorted());
    }
  });

  test('no share takes much longer than another', () => {
    const loads = Array.from({ length: SHARES }, (_, share) =>
      dealt.filter((proof) => proof.share === share).reduce((sum, one) => sum + one.seconds, 0),
    );
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(40);
  });

  test('a new proof takes nobody else out of turn, and goes where there is most room', () => {
    const again = dealShares([...FILES, 'test/new.proof.test.ts'], dealt, new Map());
    expect(again.filter(({ file }) => file !== 'test/new.proof.test.ts')).toEqual(dealt);
  });

  test('a proof that is gone is forgotten', () => {
    expect(dealShares(FILES.slice(1), dealt, new Map())).toHaveLength(FILES.length - 1);
  });
});

describe('the proofs of a turn', () => {
  const proofs: readonly Proof[] = [
    { file: 'test/harness/stats/a.simulation.test.ts', share: 0, seconds: 50 },
    { file: 'test/harness/gate/b.simulation.test.ts', share: 1, seconds: 20 },
    { file: 'test/harness/gate/c.simulation.test.ts', share: 2, seconds: 100 },
    { file: 'test/api/d.proof.test.ts', share: 3, seconds: 1 },
  ];

  test('are its share and those whose sources or tests changed', () => {
    const changed = ['harness/gate/judge.ts', 'test/api/other.test.ts', 'README.md'];
    expect(proofsOfTurn(proofs, SHARES, changed, 500)).toEqual({
      own: ['test/harness/stats/a.simulation.test.ts'],
      changed: [
        'test/api/d.proof.test.ts',
        'test/harness/gate/b.simulation.test.ts',
        'test/harness/gate/c.simulation.test.ts',
      ],
      left: [],
      forRelease: [],
    });
  });

  test('name those of their share that alone take longer than there is', () => {
    const turn = proofsOfTurn(proofs, 2, [], 70);
    expect([turn.own, turn.forRelease]).toEqual([[], ['test/harness/gate/c.simulation.test.ts']]);
  });

  test('come before those that changed, and name what they leave out', () => {
    const turn = proofsOfTurn(proofs, 0, ['harness/gate/judge.ts'], 70);
    expect(turn.own).toHaveLength(1);
    expect(turn.changed).toEqual(['test/harness/gate/b.simulation.test.ts']);
    expect(turn.left).toEqual(['test/harness/gate/c.simulation.test.ts']);
  });
});

test('every proof of the repository has its share', () => {
  const record = JSON.parse(readFileSync('test/proofs.json', 'utf8')) as readonly Proof[];
  const files = globSync([...Object.values(PROOFS).flat()]);
  expect(record.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
});
