// biome-ignore lint/style/noDefaultExport: a scenario file, and thus found by perf-harness.
export default { name: 'command', command: ['node', 'src/main.js'] };
