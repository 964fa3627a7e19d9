/**
 * Runs a collector in a separate process, without rate limits, and prints its port. On `SIGTERM` it
 * prints its resource usage.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectFieldData } from '../harness/field/collect/embedded-field-collector.ts';

const collector = collectFieldData({ folder: process.argv[2] ?? '', perClient: 1e9, inAll: 1e9 });
const server = createServer(collector.node);
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stdout.write(
    `${JSON.stringify({ maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1_000 })}\n`,
    () => process.exit(),
  );
});
