import { createGitProject, type GitProject } from './git-project.ts';

/** File with the slow function. */
export const ORDERS_FILE = 'src/match.ts';
export const ORDERS_SOURCE = `export interface Order {
  readonly customer: string;
}

type Customers = readonly { readonly id: string }[];

/** Orders whose customer is known. */
export function knownOrders(orders: readonly Order[], customers: Customers): Order[] {
  const ids = customers.map((one) => one.id);
  return orders.filter((order) => ids.includes(order.customer));
}

export function label(orders: readonly Order[]): string {
  return orders.map((order) => JSON.stringify(order)).join('\\n');
}
`;

/** Creates a repository with a function that searches one list for each element of another. */
export function createOrdersProject(): GitProject {
  const project = createGitProject();
  project.commit('first', {
    'package.json': '{"name":"orders","type":"module","scripts":{"test":"node test/check.mjs"}}',
    '.gitignore': 'node_modules\n.perf-harness\n',
    [ORDERS_FILE]: ORDERS_SOURCE,
    'test/check.mjs': `
import assert from 'node:assert/strict';
import { knownOrders, label } from '../src/match.ts';
const orders = [{ customer: 'a' }, { customer: 'c' }];
assert.equal(label(knownOrders(orders, [{ id: 'a' }, { id: 'b' }])), '{"customer":"a"}');
`,
    'scenarios/orders.js': `
import { defineScenario } from 'perf-harness';
import { knownOrders, label } from '../src/match.ts';
const customers = Array.from({ length: 2000 }, (_, id) => ({ id: \`c\${id}\` }));
const orders = Array.from({ length: 2000 }, (_, id) => ({ customer: \`c\${id * 2}\` }));
export default defineScenario({
  name: 'orders', trials: 5, duration: '100 ms', warmup: '50 ms',
  run: () => label(knownOrders(orders, customers)),
});
`,
  });
  return project;
}
