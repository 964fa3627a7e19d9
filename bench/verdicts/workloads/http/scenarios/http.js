// biome-ignore lint/style/noDefaultExport: a scenario file, and thus found by perf-harness.
export default {
  name: 'http',
  server: { command: ['node', 'src/server.js'] },
  http: { url: '/', connections: 8 },
};
