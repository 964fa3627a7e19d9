import { gainOf, type MeasuredGain } from './measured-gain.ts';

/**
 * Measured gains by codemod id. Written by `npm run bench -- --none` from bench/results; do not
 * edit.
 */
export const MEASURED_GAINS: Readonly<Record<string, MeasuredGain>> = {
  'hoist-regexp': gainOf('time of a call', [0.314, 0.178, 0.519], [0.335, 0.332, 0.343]),
  'hoist-intl-formatter': gainOf(
    'time of a call',
    [0.0195, 0.0113, 0.0197],
    [0.0206, 0.0188, 0.0211],
  ),
  'number-to-locale-string': gainOf(
    'time of a call',
    [0.0198, 0.0153, 0.0316],
    [0.0186, 0.0152, 0.022],
  ),
  'locale-compare-to-collator': gainOf(
    'time of a call',
    [0.0157, 0.00142, 0.0274],
    [0.0204, 0.0119, 0.0363],
  ),
  'hoist-schema': gainOf(
    'time of a call',
    [0.00211, 0.000238, 0.00306],
    [0.00253, 0.00252, 0.00261],
  ),
  'includes-to-set': gainOf('time of a call', [0.115, 0.107, 0.165], [0.0854, 0.0779, 0.0889]),
  'copied-set-size': gainOf('time of a call', [0.834, 0.814, 0.902], [0.862, 0.786, 0.924]),
  'find-to-map': gainOf('time of a call', [0.279, 0.261, 0.289], [0.295, 0.211, 0.33]),
  'memoise-recursion': gainOf(
    'time of a call',
    [0.000674, 0.000542, 0.000678],
    [0.000693, 0.000689, 0.000707],
  ),
  'reduce-spread-array': gainOf('time of a call', [0.099, 0.0568, 0.138], [0.0724, 0.0668, 0.266]),
  'reduce-spread-object': gainOf(
    'time of a call',
    [0.0509, 0.0496, 0.0584],
    [0.0568, 0.0491, 0.0612],
  ),
  'concat-in-loop': gainOf('time of a call', [0.298, 0.257, 0.354], [0.263, 0.248, 0.35]),
  'spread-in-loop': gainOf('time of a call', [0.0377, 0.0167, 0.0932], [0.0303, 0.022, 0.0711]),
  'collect-entries': gainOf('time of a call', [0.0805, 0.0756, 0.0882], [0.0803, 0.0672, 0.107]),
  'buffer-concat-in-loop': gainOf('time of a call', [0.296, 0.289, 0.511], [0.284, 0.201, 0.458]),
  'shift-queue': gainOf('time of a call', [0.0186, 0.00957, 0.0231], [0.00844, 0.00575, 0.00956]),
  'filter-first': gainOf('time of a call', [0.00344, 0.00222, 0.00575], [0.0032, 0.00295, 0.00522]),
  'filter-length-to-some': gainOf(
    'time of a call',
    [0.0039, 0.00388, 0.00391],
    [0.00396, 0.00394, 0.00635],
  ),
  'sort-for-extreme': gainOf(
    'time of a call',
    [0.0118, 0.011, 0.0123],
    [0.00804, 0.00788, 0.00829],
  ),
  'last-without-copy': gainOf('time of a call', [0.0292, 0.0285, 0.0316], [0.0287, 0.0278, 0.0291]),
  'regexp-to-trim': gainOf('time of a call', [0.157, 0.151, 0.162], [0.162, 0.155, 0.167]),
  'regexp-to-ends-with': gainOf('time of a call', [0.107, 0.1, 0.172], [0.124, 0.118, 0.126]),
  'split-first': gainOf('time of a call', [0.601, 0.585, 0.619], [0.541, 0.526, 0.551]),
  'split-count': gainOf('time of a call', [0.216, 0.145, 0.31], [0.236, 0.233, 0.27]),
  'split-join-to-replace-all': gainOf(
    'time of a call',
    [0.538, 0.509, 0.543],
    [0.414, 0.409, 0.652],
  ),
  'match-to-test': gainOf('time of a call', [0.679, 0.423, 0.698], [0.668, 0.618, 0.679]),
  'index-of-to-starts-with': gainOf('time of a call', [0.15, 0.126, 0.155], [0.324, 0.322, 0.331]),
  'date-now': gainOf('time of a call', [0.448, 0.286, 0.453], [0.403, 0.399, 0.487]),
  'parse-int-of-length': gainOf('time of a call', [0.353, 0.348, 0.382], [0.342, 0.328, 0.345]),
  'arguments-to-rest': gainOf('time of a call', [0.713, 0.688, 0.721], [0.729, 0.455, 0.745]),
  'key-derivation-off-thread': gainOf(
    'time on the calling thread',
    [0.0395, 0.0254, 0.0561],
    [0.034, 0.0245, 0.0495],
  ),
  'compression-off-thread': gainOf(
    'time on the calling thread',
    [0.184, 0.138, 0.243],
    [0.109, 0.0918, 0.249],
  ),
  'index-beside-list': gainOf('time of a call', [0.128, 0.121, 0.134], [0.104, 0.0939, 0.111]),
  'index-beside-own-list': gainOf('time of a call', [0.175, 0.0903, 0.215], [0.124, 0.118, 0.131]),
  'groups-beside-list': gainOf('time of a call', [0.202, 0.197, 0.208], [0.264, 0.256, 0.271]),
  'merge-in-reduce': gainOf('time of a call', [0.204, 0.159, 0.222], [0.194, 0.157, 0.204]),
  'join-when-read': gainOf('time of a call', [0.0494, 0.022, 0.0585], [0.0161, 0.00753, 0.029]),
  'regexp-by-text': gainOf('time of a call', [0.31, 0.292, 0.313], [0.278, 0.259, 0.284]),
  'keys-once': gainOf('time of a call', [0.59, 0.527, 0.668], [0.549, 0.487, 0.591]),
  'parallel-awaits': gainOf(
    '6 pages of three answers that take 10 ms each',
    [0.404, 0.222, 0.525],
    [0.493, 0.329, 0.72],
  ),
  'await-in-literal': gainOf(
    '6 pages of three answers that take 10 ms each',
    [0.406, 0.201, 0.727],
    [0.471, 0.246, 0.826],
  ),
  'bounded-awaits': gainOf('64 turns of 2 ms', [0.125, 0.078, 0.171], [0.112, 0.0947, 0.143]),
  'bounded-requests': gainOf(
    '24 requests that take 10 ms each',
    [0.525, 0.107, 0.614],
    [0.352, 0.12, 0.828],
  ),
  'bounded-file-reads': gainOf(
    '400 files of some kilobytes',
    [0.184, 0.115, 0.428],
    [0.274, 0.062, 0.681],
  ),
  'query-in-loop': gainOf(
    '200 rows by their key',
    [0.0259, 0.00812, 0.0727],
    [0.0401, 0.0116, 0.105],
  ),
  'insert-in-loop': gainOf(
    '500 rows in a transaction',
    [0.0559, 0.039, 0.203],
    [0.0626, 0.0244, 0.0798],
  ),
  'rows-counted': gainOf(
    '20 counts of 300 rows of 2 kB',
    [0.198, 0.106, 0.291],
    [0.119, 0.0528, 0.303],
  ),
  'rows-existence': gainOf(
    '20 questions answered by 1,500 rows',
    [0.177, 0.0557, 0.251],
    [0.127, 0.0418, 0.228],
  ),
  'select-star-columns': gainOf(
    '20 times two of the columns of 300 rows of 2 kB',
    [0.391, 0.285, 0.628],
    [0.414, 0.221, 0.534],
  ),
  'pool-per-call': gainOf('50 pages of two queries', [0.123, 0.0819, 0.24], [0.101, 0.0155, 0.155]),
  'client-per-call': gainOf(
    '50 pages of two queries',
    [0.0742, 0.0485, 0.0941],
    [0.0712, 0.0592, 0.0979],
  ),
  'agent-keep-alive': gainOf(
    'processor time of client and server, 200 requests, one after the other',
    [0.816, 0.649, 0.915],
    [0.703, 0.349, 0.767],
  ),
  'agent-false': gainOf(
    'processor time of client and server, 200 requests, one after the other',
    [0.794, 0.591, 0.907],
    [0.656, 0.518, 0.765],
  ),
  'connection-close': gainOf(
    'processor time of client and server, 200 requests, one after the other',
    [0.587, 0.429, 0.807],
    [0.627, 0.491, 0.724],
  ),
  'exec-sync-in-async': gainOf(
    'four programs of 100 ms, at once',
    [0.339, 0.25, 0.384],
    [0.275, 0.232, 0.358],
  ),
  'constant-file-cache': gainOf(
    '1,000 reads of 22 kB',
    [0.18, 0.0346, 0.246],
    [0.527, 0.264, 0.874],
  ),
  'constant-file-cache-sync': gainOf(
    '1,000 reads of 22 kB',
    [0.0705, 0.0197, 0.176],
    [0.0299, 0.0164, 0.183],
  ),
  'constant-response': gainOf(
    '200,000 texts of five values',
    [0.000137, 0.000104, 0.00017],
    [0.000189, 0.000162, 0.00025],
  ),
};
