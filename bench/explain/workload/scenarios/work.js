import { work } from '../src/work.js';

// biome-ignore lint/style/noDefaultExport: a scenario file, and thus found by perf-harness.
export default { name: 'work', run: () => work() };
