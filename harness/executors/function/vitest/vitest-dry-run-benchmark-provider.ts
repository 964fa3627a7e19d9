/** Benchmark engine for vitest that measures nothing: it returns immediately, with names only. */

interface Group {
  readonly registrations: readonly { readonly name: string }[];
}

const nothing = { mean: 1, p50: 1, min: 1, max: 1, p75: 1, p99: 1, rme: 0, samplesCount: 1 };

const provider = {
  run: async ({ registrations }: Group): Promise<readonly object[]> =>
    registrations.map(({ name }) => ({
      name,
      state: 'completed',
      latency: nothing,
      throughput: nothing,
      period: 1,
      totalTime: 1,
    })),
};

// biome-ignore lint/style/noDefaultExport: vitest takes the default export of a provider.
export default provider;
