import { gainOf, type MeasuredGain } from './codemod-benchmark-gain.ts';

/** Gains by codemod id from bench/results, by `npm run bench -- --none`; do not edit. */
export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {
  'find-to-map': gainOf('time of a call', [0.279, 0.261, 0.289], [0.295, 0.211, 0.33]),
  'regexp-to-trim': gainOf('time of a call', [0.157, 0.151, 0.162], [0.162, 0.155, 0.167]),
  'split-first': gainOf('time of a call', [0.601, 0.585, 0.619], [0.541, 0.526, 0.551]),
  'index-beside-list': gainOf('time of a call', [0.128, 0.121, 0.134], [0.104, 0.0939, 0.111]),
  'index-beside-own-list': gainOf('time of a call', [0.175, 0.0903, 0.215], [0.124, 0.118, 0.131]),
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
