/** Read-only calls may be made once per arguments, or just past a loop's end; others may not. */
import { expect, it } from 'vitest';
import { applyCodemod } from '../../../../plugins/optimize/generators/apply-codemod.ts';
import { iterateConcurrently } from '../../../../plugins/optimize/generators/general/bounded-turns.ts';
import { checkChangedModuleBehaviour } from '../../../support/check-changed-module-behaviour.ts';

const LIMITS = { callbacks: 'may-overlap', maxMade: 300, budgetMs: 8_000 } as const;

it('accepts a loop that ends early, with rounds begun ahead', async () => {
  const base = `export async function firstOver(ids, limit, getRow) {
    for (const id of ids) {
      const row = await getRow(id);
      if (row.size > limit) return row.size;
    }
    return null;
  }`;
  const result = await checkChangedModuleBehaviour(
    {
      base,
      head:
        applyCodemod(iterateConcurrently, [{ path: 'subject.mjs', text: base }], [])[0]?.after ??
        '',
      use: async ({ call, handed }) => {
        const getRow = handed(async function getRow(id: number) {
          return { size: id * 2 };
        });
        await call(['firstOver'], [1, 2, 3, 4], 3, getRow);
        await call(['firstOver'], [1], 5, getRow);
      },
    },
    LIMITS,
  );
  expect(result).toMatchObject({ state: 'same' });
  expect(result.state === 'same' ? result.assumes.at(-1) : '').toMatch(
    /^Callbacks whose names suggest reads/u,
  );
});

const USERS = (ask: string) => `export async function names(orders, ${ask}) {
  const found = [];
  for (const order of orders) {
    const user = await ${ask}(order.user);
    found.push(user.name);
  }
  return found;
}`;

/** Asks once per user. */
const once = (text: string, ask: string) =>
  text
    .replace('const found', 'const known = new Map();\n  const found')
    .replace(`await ${ask}(order.user)`, `known.get(order.user) ?? (await ${ask}(order.user))`)
    .replace('found.push', 'known.set(order.user, user);\n    found.push');

it('accepts a repeated read that is called only once', async () => {
  const base = USERS('getUser');
  const result = await checkChangedModuleBehaviour(
    {
      base,
      head: once(base, 'getUser'),
      use: async ({ call, handed }) => {
        const getUser = handed(async function getUser(id: number) {
          return { name: `user ${id}` };
        });
        await call(['names'], [{ user: 1 }, { user: 2 }, { user: 1 }], getUser);
        await call(['names'], [], getUser);
      },
    },
    LIMITS,
  );
  expect(result).toMatchObject({ state: 'same' });
});

it('refutes fewer calls of what is named as more than a read, or gives varying results', async () => {
  const orders = [{ user: 1 }, { user: 2 }, { user: 1 }];
  const charged = USERS('charge');
  const result = await checkChangedModuleBehaviour(
    {
      base: charged,
      head: once(charged, 'charge'),
      use: ({ call, handed }) =>
        call(
          ['names'],
          orders,
          handed(async function charge(id: number) {
            return { name: `user ${id}` };
          }),
        ),
    },
    LIMITS,
  );
  expect(result).toMatchObject({ counterexample: { kind: 'callbacks' } });
  const users = USERS('getUser');
  let asked = 0;
  const counted = await checkChangedModuleBehaviour(
    {
      base: users,
      head: once(users, 'getUser'),
      use: ({ call, handed }) =>
        call(
          ['names'],
          orders,
          handed(async function getUser() {
            asked += 1;
            return { name: `user ${asked}` };
          }),
        ),
    },
    LIMITS,
  );
  expect(counted).toMatchObject({ state: 'differs' });
});
