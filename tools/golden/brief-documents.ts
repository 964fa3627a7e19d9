import { BRIEF_SCHEMA, type Brief } from '../../plugins/optimize/document/brief-document.ts';

/** A brief with every part, and a brief of a scenario without code of the project. */
export function briefDocuments() {
  const whole: Brief = {
    schema: BRIEF_SCHEMA,
    scenario: 'names of orders',
    class: 'CPU',
    operation_ms: 41.2,
    measured_at: '2026-01-02T03:04:05.678Z',
    places: [
      {
        step: '1.1',
        function: 'withNames',
        location: 'src/orders.js:2',
        share: 97.2,
        detail: 'withNames computes for 40 ms, 92 % of that at line 5.',
      },
    ],
    code: [
      {
        file: 'src/orders.js',
        lines: [
          { line: 2, text: 'export function withNames(orders, customers) {', share: null },
          { line: 5, text: '  find(customers, ({ id }) => id === order.customer),', share: 89.4 },
        ],
      },
    ],
    callers: [{ function: 'withNames', called_by: ['run (scenarios/orders.js:7)'] }],
    calls: ['src/orders.js: withNames(array of object [2000], array of object [2000]): 31 calls'],
    hints: ['src/orders.js:5: customers is searched from the start for every element.'],
    tried: [
      {
        change: 'Look customers up in a Map',
        reason: 'it behaves differently for withNames([], [,]): [] before, TypeError after',
      },
    ],
    prove: "perf-harness prove --scenario 'names of orders'",
    left_out: ['2 places', '14 lines of code'],
  };
  const nothing = { code: [], callers: [], calls: [], hints: [], tried: [], left_out: [] };
  return {
    'brief-whole': whole,
    'brief-empty': { ...whole, ...nothing, places: [], class: 'Unknown', measured_at: null },
  } satisfies Readonly<Record<string, Brief>>;
}
