import { expect, test } from 'vitest';
import { linkCauses } from '../../../profilers/waits/merge-thread-and-process-waits.ts';

const span = (startMs: number, endMs: number, localPort = 50_000, remotePort = 80) => ({
  thread: 0,
  localPort,
  remotePort,
  startMs,
  endMs,
});
const operation = (startMs: number, remotePort = 50_000, port = 80) => ({
  thread: 1,
  port,
  remotePort,
  startMs,
});

test('links an operation to the span of its connection that is open when it begins', () => {
  const spans = [span(0, 10), span(5, 30, 50_001), span(20, 30)];
  const operations = [operation(2), operation(21), operation(6, 50_001)];
  expect(linkCauses(operations, spans)).toEqual([0, 2, 1]);
});

test('links an operation to the span of its connection that began last', () => {
  expect(linkCauses([operation(7)], [span(0, 10), span(5, 10)])).toEqual([1]);
});

test('gives an operation of an unknown caller no cause', () => {
  const spans = [span(0, 10), span(20, 30, 0, 80)];
  const operations = [operation(2, 50_002), operation(25, 0)];
  expect(linkCauses(operations, spans)).toEqual([-1, -1]);
});

test("treats an operation on the program's own connection as internal without its span", () => {
  const spans = [span(0, 10)];
  expect(linkCauses([operation(15), operation(15, 50_002)], spans)).toEqual([-2, -1]);
});

test('treats an operation of the unit itself as internal, though its span was not stored', () => {
  const connections = new Set(['50002>80']);
  const operations = [operation(2, 50_002), operation(2, 50_003)];
  expect(linkCauses(operations, [], connections)).toEqual([-2, -1]);
});
