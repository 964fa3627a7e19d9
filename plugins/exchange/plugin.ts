import type { Plugin } from 'perf-harness/plugin';
import { importCommand } from './command/commands.ts';

/** Plugin that imports measurements of other programs, and sends results to them. */
export const plugin: Plugin = {
  name: 'exchange',
  apiVersion: 1,
  commands: [importCommand],
  resultSenders: [
    {
      name: 'otlp',
      option: {
        value: 'url',
        alone: true,
        help: 'send metrics and traces to a collector via OTLP/HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT, else http://127.0.0.1:4318)',
      },
      open: async (host, value) => {
        const { openOtlpSender } = await import('./otlp/send-results-to-otlp-collector.ts');
        return openOtlpSender(host, value);
      },
    },
  ],
};
