/** A collector in a process of its own, without limits of rate; prints its port. `SIGTERM` has it tell what it took. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectFieldData } from '../harness/field/collect/field-collector.ts';

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
