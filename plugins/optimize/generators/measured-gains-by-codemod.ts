import { gainOf, type MeasuredGain } from './codemod-benchmark-gain.ts';

/** Gains by codemod id from bench/results, by `npm run bench -- --none`; do not edit. */
export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {
  'includes-to-set': gainOf('time of a call', [0.115, 0.107, 0.165], [0.0854, 0.0779, 0.0889]),
  'find-to-map': gainOf('time of a call', [0.279, 0.261, 0.289], [0.295, 0.211, 0.33]),
  'regexp-to-trim': gainOf('time of a call', [0.157, 0.151, 0.162], [0.162, 0.155, 0.167]),
  'regexp-to-ends-with': gainOf('time of a call', [0.107, 0.1, 0.172], [0.124, 0.118, 0.126]),
  'split-first': gainOf('time of a call', [0.601, 0.585, 0.619], [0.541, 0.526, 0.551]),
  'match-to-test': gainOf('time of a call', [0.679, 0.423, 0.698], [0.668, 0.618, 0.679]),
  'index-of-to-starts-with': gainOf('time of a call', [0.15, 0.126, 0.155], [0.324, 0.322, 0.331]),
  'date-now': gainOf('time of a call', [0.448, 0.286, 0.453], [0.403, 0.399, 0.487]),
  'arguments-to-rest': gainOf('time of a call', [0.713, 0.688, 0.721], [0.729, 0.455, 0.745]),
  'index-beside-list': gainOf('time of a call', [0.128, 0.121, 0.134], [0.104, 0.0939, 0.111]),
  'index-beside-own-list': gainOf('time of a call', [0.175, 0.0903, 0.215], [0.124, 0.118, 0.131]),
  'regexp-by-text': gainOf('time of a call', [0.31, 0.292, 0.313], [0.278, 0.259, 0.284]),
  'parallel-awaits': gainOf(
    '6 pages of three answers that take 10 ms each',
    [0.404, 0.222, 0.525],
    [0.493, 0.329, 0.72],
  ),
  'query-in-loop': gainOf(
    '200 rows by their key',
    [0.0259, 0.00812, 0.0727],
    [0.0401, 0.0116, 0.105],
  ),
  'pool-per-call': gainOf('50 pages of two queries', [0.123, 0.0819, 0.24], [0.101, 0.0155, 0.155]),
  'client-per-call': gainOf(
    '50 pages of two queries',
    [0.0742, 0.0485, 0.0941],
    [0.0712, 0.0592, 0.0979],
  ),
};
