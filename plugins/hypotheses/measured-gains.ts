import type { MeasuredGain } from './measured-gain.ts';

/** By the id of a codemod. Written by `npm run bench -- --none` from bench/results; do not edit. */
export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {
  'hoist-regexp': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.314, low: 0.178, high: 0.519 },
      { release: '26', ratio: 0.335, low: 0.332, high: 0.343 },
    ],
  },
  'hoist-intl-formatter': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0195, low: 0.0113, high: 0.0197 },
      { release: '26', ratio: 0.0206, low: 0.0188, high: 0.0211 },
    ],
  },
  'number-to-locale-string': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0198, low: 0.0153, high: 0.0316 },
      { release: '26', ratio: 0.0186, low: 0.0152, high: 0.022 },
    ],
  },
  'locale-compare-to-collator': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0157, low: 0.00142, high: 0.0274 },
      { release: '26', ratio: 0.0204, low: 0.0119, high: 0.0363 },
    ],
  },
  'hoist-schema': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.00211, low: 0.000238, high: 0.00306 },
      { release: '26', ratio: 0.00253, low: 0.00252, high: 0.00261 },
    ],
  },
  'includes-to-set': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.115, low: 0.107, high: 0.165 },
      { release: '26', ratio: 0.0854, low: 0.0779, high: 0.0889 },
    ],
  },
  'copied-set-size': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.834, low: 0.814, high: 0.902 },
      { release: '26', ratio: 0.862, low: 0.786, high: 0.924 },
    ],
  },
  'find-to-map': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.279, low: 0.261, high: 0.289 },
      { release: '26', ratio: 0.295, low: 0.211, high: 0.33 },
    ],
  },
  'memoise-recursion': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.000674, low: 0.000542, high: 0.000678 },
      { release: '26', ratio: 0.000693, low: 0.000689, high: 0.000707 },
    ],
  },
  'reduce-spread-array': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.099, low: 0.0568, high: 0.138 },
      { release: '26', ratio: 0.0724, low: 0.0668, high: 0.266 },
    ],
  },
  'reduce-spread-object': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0509, low: 0.0496, high: 0.0584 },
      { release: '26', ratio: 0.0568, low: 0.0491, high: 0.0612 },
    ],
  },
  'concat-in-loop': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.298, low: 0.257, high: 0.354 },
      { release: '26', ratio: 0.263, low: 0.248, high: 0.35 },
    ],
  },
  'spread-in-loop': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0377, low: 0.0167, high: 0.0932 },
      { release: '26', ratio: 0.0303, low: 0.022, high: 0.0711 },
    ],
  },
  'collect-entries': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0805, low: 0.0756, high: 0.0882 },
      { release: '26', ratio: 0.0803, low: 0.0672, high: 0.107 },
    ],
  },
  'buffer-concat-in-loop': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.296, low: 0.289, high: 0.511 },
      { release: '26', ratio: 0.284, low: 0.201, high: 0.458 },
    ],
  },
  'shift-queue': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0186, low: 0.00957, high: 0.0231 },
      { release: '26', ratio: 0.00844, low: 0.00575, high: 0.00956 },
    ],
  },
  'filter-first': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.00344, low: 0.00222, high: 0.00575 },
      { release: '26', ratio: 0.0032, low: 0.00295, high: 0.00522 },
    ],
  },
  'filter-length-to-some': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0039, low: 0.00388, high: 0.00391 },
      { release: '26', ratio: 0.00396, low: 0.00394, high: 0.00635 },
    ],
  },
  'sort-for-extreme': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0118, low: 0.011, high: 0.0123 },
      { release: '26', ratio: 0.00804, low: 0.00788, high: 0.00829 },
    ],
  },
  'last-without-copy': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.0292, low: 0.0285, high: 0.0316 },
      { release: '26', ratio: 0.0287, low: 0.0278, high: 0.0291 },
    ],
  },
  'regexp-to-trim': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.157, low: 0.151, high: 0.162 },
      { release: '26', ratio: 0.162, low: 0.155, high: 0.167 },
    ],
  },
  'regexp-to-ends-with': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.107, low: 0.1, high: 0.172 },
      { release: '26', ratio: 0.124, low: 0.118, high: 0.126 },
    ],
  },
  'split-first': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.603, low: 0.576, high: 0.607 },
      { release: '26', ratio: 0.561, low: 0.545, high: 0.577 },
    ],
  },
  'split-count': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.216, low: 0.145, high: 0.31 },
      { release: '26', ratio: 0.236, low: 0.233, high: 0.27 },
    ],
  },
  'split-join-to-replace-all': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.538, low: 0.509, high: 0.543 },
      { release: '26', ratio: 0.414, low: 0.409, high: 0.652 },
    ],
  },
  'match-to-test': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.679, low: 0.423, high: 0.698 },
      { release: '26', ratio: 0.668, low: 0.618, high: 0.679 },
    ],
  },
  'index-of-to-starts-with': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.15, low: 0.126, high: 0.155 },
      { release: '26', ratio: 0.324, low: 0.322, high: 0.331 },
    ],
  },
  'date-now': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.448, low: 0.286, high: 0.453 },
      { release: '26', ratio: 0.403, low: 0.399, high: 0.487 },
    ],
  },
  'parse-int-of-length': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.353, low: 0.348, high: 0.382 },
      { release: '26', ratio: 0.342, low: 0.328, high: 0.345 },
    ],
  },
  'arguments-to-rest': {
    measures: 'time of a call',
    releases: [
      { release: '24', ratio: 0.713, low: 0.688, high: 0.721 },
      { release: '26', ratio: 0.729, low: 0.455, high: 0.745 },
    ],
  },
  'key-derivation-off-thread': {
    measures: 'time on the calling thread',
    releases: [
      { release: '24', ratio: 0.0395, low: 0.0254, high: 0.0561 },
      { release: '26', ratio: 0.034, low: 0.0245, high: 0.0495 },
    ],
  },
  'compression-off-thread': {
    measures: 'time on the calling thread',
    releases: [
      { release: '24', ratio: 0.184, low: 0.138, high: 0.243 },
      { release: '26', ratio: 0.109, low: 0.0918, high: 0.249 },
    ],
  },
  'parallel-awaits': {
    measures: '6 pages of three answers that take 10 ms each',
    releases: [
      { release: '24', ratio: 0.404, low: 0.222, high: 0.525 },
      { release: '26', ratio: 0.493, low: 0.329, high: 0.72 },
    ],
  },
  'await-in-literal': {
    measures: '6 pages of three answers that take 10 ms each',
    releases: [
      { release: '24', ratio: 0.406, low: 0.201, high: 0.727 },
      { release: '26', ratio: 0.471, low: 0.246, high: 0.826 },
    ],
  },
  'bounded-awaits': {
    measures: '64 turns of 2 ms',
    releases: [
      { release: '24', ratio: 0.125, low: 0.078, high: 0.171 },
      { release: '26', ratio: 0.112, low: 0.0947, high: 0.143 },
    ],
  },
  'bounded-requests': {
    measures: '24 requests that take 10 ms each',
    releases: [
      { release: '24', ratio: 0.525, low: 0.107, high: 0.614 },
      { release: '26', ratio: 0.352, low: 0.12, high: 0.828 },
    ],
  },
  'bounded-file-reads': {
    measures: '400 files of some kilobytes',
    releases: [
      { release: '24', ratio: 0.184, low: 0.115, high: 0.428 },
      { release: '26', ratio: 0.274, low: 0.062, high: 0.681 },
    ],
  },
  'query-in-loop': {
    measures: '200 rows by their key',
    releases: [
      { release: '24', ratio: 0.0259, low: 0.00812, high: 0.0727 },
      { release: '26', ratio: 0.0401, low: 0.0116, high: 0.105 },
    ],
  },
  'insert-in-loop': {
    measures: '500 rows in a transaction',
    releases: [
      { release: '24', ratio: 0.0559, low: 0.039, high: 0.203 },
      { release: '26', ratio: 0.0626, low: 0.0244, high: 0.0798 },
    ],
  },
  'rows-counted': {
    measures: '20 counts of 300 rows of 2 kB',
    releases: [
      { release: '24', ratio: 0.198, low: 0.106, high: 0.291 },
      { release: '26', ratio: 0.119, low: 0.0528, high: 0.303 },
    ],
  },
  'rows-existence': {
    measures: '20 questions answered by 1,500 rows',
    releases: [
      { release: '24', ratio: 0.177, low: 0.0557, high: 0.251 },
      { release: '26', ratio: 0.127, low: 0.0418, high: 0.228 },
    ],
  },
  'select-star-columns': {
    measures: '20 times two of the columns of 300 rows of 2 kB',
    releases: [
      { release: '24', ratio: 0.391, low: 0.285, high: 0.628 },
      { release: '26', ratio: 0.414, low: 0.221, high: 0.534 },
    ],
  },
  'pool-per-call': {
    measures: '50 pages of two queries',
    releases: [
      { release: '24', ratio: 0.123, low: 0.0819, high: 0.24 },
      { release: '26', ratio: 0.101, low: 0.0155, high: 0.155 },
    ],
  },
  'client-per-call': {
    measures: '50 pages of two queries',
    releases: [
      { release: '24', ratio: 0.0742, low: 0.0485, high: 0.0941 },
      { release: '26', ratio: 0.0712, low: 0.0592, high: 0.0979 },
    ],
  },
  'agent-keep-alive': {
    measures: 'processor time of client and server, 200 requests, one after the other',
    releases: [
      { release: '24', ratio: 0.816, low: 0.649, high: 0.915 },
      { release: '26', ratio: 0.703, low: 0.349, high: 0.767 },
    ],
  },
  'agent-false': {
    measures: 'processor time of client and server, 200 requests, one after the other',
    releases: [
      { release: '24', ratio: 0.794, low: 0.591, high: 0.907 },
      { release: '26', ratio: 0.656, low: 0.518, high: 0.765 },
    ],
  },
  'connection-close': {
    measures: 'processor time of client and server, 200 requests, one after the other',
    releases: [
      { release: '24', ratio: 0.587, low: 0.429, high: 0.807 },
      { release: '26', ratio: 0.627, low: 0.491, high: 0.724 },
    ],
  },
  'exec-sync-in-async': {
    measures: 'four programs of 100 ms, at once',
    releases: [
      { release: '24', ratio: 0.339, low: 0.25, high: 0.384 },
      { release: '26', ratio: 0.275, low: 0.232, high: 0.358 },
    ],
  },
  'constant-file-cache': {
    measures: '1,000 reads of 22 kB',
    releases: [
      { release: '24', ratio: 0.18, low: 0.0346, high: 0.246 },
      { release: '26', ratio: 0.527, low: 0.264, high: 0.874 },
    ],
  },
  'constant-file-cache-sync': {
    measures: '1,000 reads of 22 kB',
    releases: [
      { release: '24', ratio: 0.0705, low: 0.0197, high: 0.176 },
      { release: '26', ratio: 0.0299, low: 0.0164, high: 0.183 },
    ],
  },
  'constant-response': {
    measures: '200,000 texts of five values',
    releases: [
      { release: '24', ratio: 0.000137, low: 0.000104, high: 0.00017 },
      { release: '26', ratio: 0.000189, low: 0.000162, high: 0.00025 },
    ],
  },
};
