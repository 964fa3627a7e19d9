/** Subsets of a session: each call with the calls it depends on, and without any others. */
import { expect, it } from 'vitest';
import {
  filterCalls,
  findRequiredCalls,
} from '../../../../../plugins/optimize/verify/sessions/filter-calls-in-recorded-session.ts';
import {
  generateSmallerSessions,
  removeUnreferencedObjects,
} from '../../../../../plugins/optimize/verify/sessions/shrink-call-session.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';

class Graph {
  readonly nodes: string[] = [];
  add(name: string): void {
    this.nodes.push(name);
  }
}
const exports = { Graph, size: (list: readonly unknown[]) => list.length };

function captured() {
  const { session, construct, method, call } = captureModuleCalls('graph.js', exports);
  const list = [1];
  call(['size'], list);
  const graph = construct(['Graph']);
  const other = construct(['Graph']);
  method(graph, 'add', 'a');
  method(other, 'add', 'b');
  list.push(2);
  call(['size'], list);
  return session;
}

it('requires the calls that created the object of a call', () => {
  const session = captured();
  expect(findRequiredCalls(session, 3)).toEqual([1, 3]);
  expect(findRequiredCalls(session, 4)).toEqual([2, 4]);
  expect(findRequiredCalls(session, 5)).toEqual([5]);
});

it('keeps the values from removed earlier calls for the remaining calls', () => {
  const kept = filterCalls(captured(), (index) => index === 5);
  const [call] = kept.calls;
  expect(call?.before.map(({ shape }) => shape)).toEqual([{ kind: 'array', items: [1, 2] }]);
});

it('keeps in smaller sessions the properties that no caller leaves out', () => {
  const { session, call } = captureModuleCalls('x.js', exports);
  call(['size'], [{ kind: 'a', note: 1 }]);
  const all = [...generateSmallerSessions(session, (name) => name === 'note')].map(
    (smallerSession) => JSON.stringify(removeUnreferencedObjects(smallerSession).calls[0]?.before),
  );
  expect(all.some((text) => text.includes('kind') && !text.includes('note'))).toBe(true);
  expect(all.some((text) => text.includes('note') && !text.includes('kind'))).toBe(false);
});
